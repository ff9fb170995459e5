/** The grid's program as it is sent to browsers; scripts/build-browser.ts writes it beside this file. */
export const gridScript: string;
