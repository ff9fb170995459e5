/** Column types that carry the core's meaning. Money and counts are INTEGER, days and instants TEXT that sorts as time does. */
import { customType, integer, text } from 'drizzle-orm/sqlite-core';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { Cents, PriceE8, TaxRate } from '#core/money.ts';

export const key = (name = 'id') => integer(name);
export const day = (name: string) => text(name).$type<PlainDate>();
export const instant = (name: string) => text(name).$type<Instant>();
/** Whole cents. */
export const centsColumn = (name: string) => integer(name).$type<Cents>();
/** 1e-8 of the currency unit. */
export const priceColumn = (name: string) => integer(name).$type<PriceE8>();
/** Millionths. */
export const taxRateColumn = (name: string) => integer(name).$type<TaxRate>();
export const flag = (name: string) => integer(name, { mode: 'boolean' });

/** JSON kept as text; drizzle's own json mode would hide that it is text from json_each. */
export const json = <T>(name: string) =>
  customType<{ data: T; driverData: string }>({
    dataType: () => 'text',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => JSON.parse(value) as T,
  })(name);
