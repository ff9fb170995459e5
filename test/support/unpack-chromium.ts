/** Unpacks the Chromium that comes with npm into TMPDIR and says where it is (chromium.ts starts this). */
import chromium from '@sparticuz/chromium';

chromium.setGraphicsMode = false;
const executablePath = await chromium.executablePath();
process.stdout.write(JSON.stringify({ executablePath, libraries: process.env.LD_LIBRARY_PATH ?? '' }));
