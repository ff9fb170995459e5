/** Builds the console's browser code once for a test run, as `npm start` would. */
import { buildBrowser } from '../../scripts/build-browser.ts';

export default buildBrowser;
