/** Who is who between Google accounts and persons of Cardline. */
import type { GoogleStore } from '../ports/google.ts';
import type { PersonStore } from '../ports/people.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import {
  makeConfirmGoogleLink,
  makeReadGoogleLink,
  makeRequestGoogleLink,
  makeUnlinkGoogleUser,
} from './link-google-user.ts';
import { makeRecogniseGoogleUser } from './recognise-google-user.ts';

export interface GooglePorts {
  readonly google: GoogleStore;
  readonly people: Pick<PersonStore, 'find'>;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

export type GoogleServices = ReturnType<typeof makeGoogleServices>;

export const makeGoogleServices = (ports: GooglePorts) => ({
  recognise: makeRecogniseGoogleUser(ports),
  requestLink: makeRequestGoogleLink(ports),
  readLink: makeReadGoogleLink(ports),
  confirmLink: makeConfirmGoogleLink(ports),
  unlink: makeUnlinkGoogleUser(ports),
});
