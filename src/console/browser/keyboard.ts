/** The keys of the grid, as spreadsheets have them. */
import type { GridApp } from './app.ts';
import { goToNextFault, jumpTo, move, selectAll, selectColumns, selectRows, step } from './moving.ts';

export interface KeyDeeds {
  readonly save: () => void;
  readonly find: () => void;
  readonly help: () => void;
}

const ARROWS: Readonly<Record<string, readonly [rows: -1 | 0 | 1, columns: -1 | 0 | 1]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Answers whether the key was one of the grid's own. */
export function onKey(app: GridApp, deeds: KeyDeeds, event: KeyboardEvent): boolean {
  if (event.isComposing || event.defaultPrevented) return false;
  const isControl = event.ctrlKey || event.metaKey;
  return isControl ? onControlKey(app, deeds, event) : onPlainKey(app, deeds, event);
}

function onControlKey(app: GridApp, deeds: KeyDeeds, event: KeyboardEvent): boolean {
  const { key, shiftKey } = event;
  const arrow = ARROWS[key];
  if (arrow) jumpTo(app, ...arrow, shiftKey);
  else if (key === 'Home') move(app, { rows: -app.shown.length, columns: -app.width, isExtending: shiftKey });
  else if (key === 'End') move(app, { rows: app.shown.length, columns: app.width, isExtending: shiftKey });
  else if (key === ' ') selectColumns(app);
  else if (key === '-') app.editing.deleteRows();
  else if (key === '+' || (key === '=' && shiftKey)) app.editing.addRow();
  else
    switch (key.toLowerCase()) {
      case 'z':
        shiftKey ? app.editing.redo() : app.editing.undo();
        break;
      case 'y':
        app.editing.redo();
        break;
      case 'd':
        app.editing.fillDown();
        break;
      case 'a':
        selectAll(app);
        break;
      case 'f':
      case 'h':
        deeds.find();
        break;
      case 's':
        deeds.save();
        break;
      default:
        // Copying, cutting and pasting come as events of their own.
        return false;
    }
  event.preventDefault();
  return true;
}

function onPlainKey(app: GridApp, deeds: KeyDeeds, event: KeyboardEvent): boolean {
  const { key, shiftKey: isExtending } = event;
  const arrow = ARROWS[key];
  const page = app.view.pageRows;
  if (arrow && event.altKey) {
    if (key !== 'ArrowDown') return false;
    app.editing.start();
  } else if (arrow) move(app, { rows: arrow[0], columns: arrow[1], isExtending });
  else if (key === 'Home') move(app, { columns: -app.width, isExtending });
  else if (key === 'End') move(app, { columns: app.width, isExtending });
  else if (key === 'PageUp') move(app, { rows: -page, isExtending });
  else if (key === 'PageDown') move(app, { rows: page, isExtending });
  else if (key === 'Tab') return onTab(app, event);
  else if (key === 'Enter' || key === 'F2') app.editing.start();
  else if (key === 'Delete' || key === 'Backspace') app.editing.clear();
  else if (key === 'F8') goToNextFault(app);
  else if (key === 'F1') deeds.help();
  else if (key === ' ' && isExtending) selectRows(app);
  else if (key === 'Escape') app.isTabFree = true;
  else if (key.length === 1 && !event.altKey) app.editing.start(key);
  else return false;
  if (key !== 'Escape') app.isTabFree = false;
  event.preventDefault();
  return true;
}

/** Tab goes from cell to cell; after Escape, and behind the last cell, it leaves the grid as it leaves any field. */
function onTab(app: GridApp, event: KeyboardEvent): boolean {
  const { row, column } = app.selection.active;
  const isFirst = row === 0 && column === 0;
  const isLast = row >= app.shown.length - 1 && column === app.width - 1;
  if (app.isTabFree || (event.shiftKey ? isFirst : isLast)) {
    app.isTabFree = false;
    return false;
  }
  step(app, event.shiftKey ? -1 : 1);
  event.preventDefault();
  return true;
}
