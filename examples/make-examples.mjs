/**
 * Writes the long tables of the example set, where a rule says more than a thousand rows: tariffs and rates, bluegum's
 * customers, their subscriptions and their usage. The short tables beside them (plans, products, contracts, orders, …)
 * are edited by hand and only read here.
 *
 *   node examples/make-examples.mjs
 *
 * No clock and no chance: the same input gives the same files, byte for byte.
 */
import { writeCustomers } from './make/customers.mjs';
import { writePriceLists } from './make/price-lists.mjs';
import { writeUsage } from './make/usage.mjs';

const tariffs = writePriceLists();
const subscriptions = writeCustomers();
writeUsage(tariffs, subscriptions);
