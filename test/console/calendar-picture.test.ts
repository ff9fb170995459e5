/** From the model of a calendar to its picture: everything that the model has is drawn, where the axis has it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { calendarPicture, calendarTable } from '#console/parts/calendar-picture.ts';
import { layCalendar } from '#core/billing/billing-calendar.ts';
import { day } from '#test/support/billing.ts';
import { requests } from '#test/support/billing-laws.ts';
import { attributeOf, byTag, type Element, parseHtml } from './support/parse-html.ts';

const TODAY = day('2026-04-01');
const classOf = (element: Element): string => attributeOf(element, 'class');

it('BILL-11: draws a diamond for each day on which a period’s lines are made, a bar for each period, and all of it inside', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const calendar = layCalendar(request, TODAY);
      const [drawing] = byTag(parseHtml(String(calendarPicture(calendar, 'one'))), 'svg');
      if (drawing === undefined) throw new Error('there is no picture');
      const { axis, rows } = calendar;
      const days = rows.flatMap(({ made }) => made.map(({ on }) => on));
      const isShown = (on: string) => on >= axis.from && on <= axis.to;
      const diamonds = byTag(drawing, 'path').filter((one) => classOf(one).startsWith('made'));
      expect(diamonds).toHaveLength(days.filter(isShown).length);
      const bars = byTag(drawing, 'rect').filter((one) => classOf(one) === 'whole');
      expect(bars).toHaveLength(rows.filter(({ period }) => period.from <= axis.to).length);
      const width = Number(attributeOf(drawing, 'width'));
      for (const one of byTag(drawing, 'rect', 'line', 'text'))
        for (const name of ['x', 'x1', 'x2', 'y', 'y1', 'y2', 'width']) {
          const written = attributeOf(one, name);
          if (written === '' || classOf(one).startsWith('hatch')) continue;
          expect(Number(written), `${name} of ${one.tag}`).toBeGreaterThanOrEqual(0);
          if (name.startsWith('x')) expect(Number(written)).toBeLessThanOrEqual(width);
        }
    }),
    { numRuns: 60 },
  );
});

it('BILL-11: the table has each line once', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const calendar = layCalendar(request, TODAY);
      const rows = byTag(parseHtml(String(calendarTable(calendar))), 'tbody').flatMap((body) =>
        byTag(body, 'tr'),
      );
      const empty = calendar.rows.filter(({ made }) => made.length === 0).length;
      expect(rows).toHaveLength(calendar.total.lines + empty);
    }),
    { numRuns: 40 },
  );
});
