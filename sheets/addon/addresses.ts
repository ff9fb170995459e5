/** Where Google calls the add-on. Each is the audience of the token that such a call carries. */
export const DEEDS = ['home', 'file', 'show', 'check', 'submit', 'scope', 'unlink'] as const;
export type Deed = (typeof DEEDS)[number];

/** @param url where people and Google reach Cardline, without a slash at its end (CARDLINE_URL) */
export const deedAddress = (url: string, deed: Deed): string => `${url}/google/addon/${deed}`;

/** The page on which somebody says who they are. */
export const linkAddress = (url: string, secret: string): string => `${url}/link/google/${secret}`;

/** The picture beside the add-on's name. */
export const logoAddress = (url: string): string => `${url}/google/addon/logo.png`;
