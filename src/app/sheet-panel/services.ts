/** What people do from inside the spreadsheet that is their workbook: look how it stands, check, submit. */
import type { CatalogueServices } from '../catalogue/services.ts';
import type { SubmitPorts } from '../catalogue/submit-changes.ts';
import type { Background } from '../ports/background.ts';
import type { ChangeSetStore } from '../ports/catalogue.ts';
import type { Log } from '../ports/log.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { SheetCheckStore } from '../ports/sheet-checks.ts';
import type { WorkbookLinkStore } from '../ports/workbook-links.ts';
import { makeRunDeed } from './run-deed.ts';
import { makeShowStanding } from './show-standing.ts';

export interface PanelPorts extends Pick<SubmitPorts, 'usageSums' | 'catalogue' | 'workbook' | 'files'> {
  readonly links: Pick<WorkbookLinkStore, 'find'>;
  readonly checks: SheetCheckStore;
  readonly changeSets: Pick<ChangeSetStore, 'page'>;
  readonly submitChanges: CatalogueServices['submitChanges'];
  readonly background: Background;
  readonly clock: Clock;
  /** Real time, by which one that is under way is told from one that was lost. */
  readonly wallClock: Clock;
  readonly secrets: Secrets;
  readonly log: Log;
}

export type PanelServices = ReturnType<typeof makePanelServices>;

export const makePanelServices = (ports: PanelPorts) => ({
  show: makeShowStanding(ports),
  run: makeRunDeed(ports),
});
