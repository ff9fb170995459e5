/** Where to go after signing in: a page of this site, whatever the address says. */

const ANYWHERE = 'http://console.invalid';

/**
 * The path and query of a page of this site, or "/" for anything else: another site's address, `//host`, `/\host`,
 * a control character, something that is no address.
 */
export function returnPath(wanted: string | null | undefined): string {
  if (!wanted || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted) || wanted.includes('\\')) return '/';
  try {
    const url = new URL(wanted, ANYWHERE);
    if (url.origin !== ANYWHERE || url.pathname.startsWith('//')) return '/';
    return url.pathname.startsWith('/sign-in') ? '/' : url.pathname + url.search;
  } catch {
    return '/';
  }
}
