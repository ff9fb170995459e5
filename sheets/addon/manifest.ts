/**
 * The add-on as Google is told of it, in a deployment of the Google Workspace Marketplace SDK. It is the only place that says so;
 * sheets/addon/deployment.json is written from it (npm run google:manifest).
 */
import { type Deed, deedAddress, logoAddress } from './addresses.ts';

/** Stands in sheets/addon/deployment.json where the address of an installation of Cardline belongs. */
export const EXAMPLE_URL = 'https://cardline.example.com';

/** Who the person is; and, for each spreadsheet that the person allows, which one it is. No cell is read by the add-on. */
const ADD_ON_SCOPES = [
  'openid',
  'https://www.googleapis.com/auth/userinfo.email',
  'https://www.googleapis.com/auth/drive.file',
] as const;

/** @param url where people and Google reach Cardline, without a slash at its end (CARDLINE_URL) */
export function deploymentFor(url: string) {
  const trigger = (deed: Deed) => ({ runFunction: deedAddress(url, deed) });
  return {
    oauthScopes: [...ADD_ON_SCOPES],
    addOns: {
      common: {
        name: 'Cardline',
        logoUrl: logoAddress(url),
        layoutProperties: { primaryColor: '#0b6a57', secondaryColor: '#14404a' },
        homepageTrigger: trigger('home'),
        // Where links of the panel lead.
        openLinkUrlPrefixes: [`${url}/`, 'https://docs.google.com/spreadsheets/'],
      },
      sheets: { homepageTrigger: trigger('home'), onFileScopeGrantedTrigger: trigger('file') },
      httpOptions: { authorizationHeader: 'SYSTEM_ID_TOKEN', granularOauthPermissionSupport: 'OPT_IN' },
    },
  };
}

export const deploymentText = (deployment: ReturnType<typeof deploymentFor>): string =>
  `${JSON.stringify(deployment, null, 2)}\n`;
