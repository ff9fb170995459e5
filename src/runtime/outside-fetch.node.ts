/**
 * A fetch for addresses that people gave, on Node: it connects to the open net alone. What a name resolves to is judged in the very
 * lookup that the connection uses, so no second answer of a name server can lead elsewhere. (Workers reach no private network.)
 */
import { lookup } from 'node:dns';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, isPublicName } from '#core/public-address.ts';

/** @param resolve of the tests' own; left out: as the system does */
export const makeOutsideFetch =
  (resolve: LookupFunction = lookup): typeof fetch =>
  (input, init = {}) =>
    new Promise((settle, fail) => {
      const url = new URL(input instanceof Request ? input.url : input);
      // Of an address in numbers no lookup is made.
      if (url.protocol !== 'https:' || !isPublicName(url.hostname)) {
        fail(new Error(`${url.host} is no address on the open net that is reached by https.`));
        return;
      }
      const asked = request(
        url,
        {
          method: init.method,
          headers: Object.fromEntries(new Headers(init.headers)),
          signal: init.signal ?? undefined,
          lookup: onlyPublic(resolve),
          // A connection that is kept would skip the lookup.
          agent: false,
        },
        (answer) => {
          const { statusCode = 0, headers } = answer;
          // Nothing of the answer but its status and this header is read.
          answer.destroy();
          const wait = headers['retry-after'];
          settle(
            new Response(null, {
              status: statusCode,
              headers: wait === undefined ? {} : { 'retry-after': wait },
            }),
          );
        },
      );
      asked.once('error', fail);
      asked.end(init.body);
    });

const onlyPublic =
  (resolve: LookupFunction): LookupFunction =>
  (host, options, settle) =>
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) {
        settle(error, '', 0);
        return;
      }
      const addresses = Array.isArray(found) ? found : [];
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        settle(new Error(`${host} leads into a private network.`), '', 0);
        return;
      }
      if (options.all) settle(null, addresses);
      else settle(null, first.address, first.family);
    });

export const outsideFetch = makeOutsideFetch();
