/** What changes cells and rows, as the keys and buttons ask for it: typed, pasted, filled, undone. */
import { counted } from '#core/words.ts';
import type { GridApp } from './app.ts';
import { readBlock, writeBlock, writeHtml } from './clipboard.ts';
import { Editor, type Leaving } from './editor.ts';
import { addRows, clear, type Edit, fillDown, paste, removeRows, typeInto } from './edits.ts';
import { choicesOf, isClosed } from './looks.ts';
import { move, step } from './moving.ts';
import { at } from './selection.ts';
import { type Command, cellText } from './sheet.ts';

export class Editing {
  readonly #app: GridApp;
  #editor: Editor | null = null;

  constructor(app: GridApp) {
    this.#app = app;
  }

  get isOn(): boolean {
    return this.#editor !== null;
  }

  /** @param typed what was typed instead of what stands there; left out: what stands there is edited */
  start(typed?: string): void {
    if (!this.#may()) return;
    // Typing into an empty tab begins its first row.
    if (this.#app.sheet.rows.length === 0 && this.#app.isLoaded) this.addRow();
    const { row, column } = this.#app.selection.active;
    const [here, kind] = [this.#app.shown[row], this.#app.columns[column]];
    if (!here) return;
    if (!kind) {
      this.#app.say('Status and Message are filled by the check and cannot be written into.', true);
      return;
    }
    this.#app.view.select(at(row, column));
    this.#app.selection = at(row, column);
    const cell = this.#app.view.cellElement({ row, column });
    if (!cell) return;
    this.#app.view.pin(row);
    this.#editor = new Editor({
      cell,
      label: `${kind.heading}, row ${this.#app.numberOf(here)}`,
      text: typed ?? cellText(here.cells[column]),
      choices: choicesOf(kind, this.#app.codes[kind.heading]),
      isClosed: isClosed(kind),
      isTypedOver: typed !== undefined,
      onDone: (text, leaving) => {
        this.#stop();
        this.#do(typeInto(here, column, text, this.#app.columns.length));
        this.#leave(leaving);
      },
      onCancel: () => this.#stop(),
    });
  }

  #stop(): void {
    this.#editor = null;
    this.#app.view.pin(null);
    if (document.activeElement === document.body) this.#app.focus();
  }

  #leave(leaving: Leaving): void {
    if (leaving === 'down') move(this.#app, { rows: 1 });
    if (leaving === 'up') move(this.#app, { rows: -1 });
    if (leaving === 'right') step(this.#app, 1);
    if (leaving === 'left') step(this.#app, -1);
  }

  finish(): void {
    this.#editor?.finish('stay');
  }

  #may(): boolean {
    if (!this.#app.canEdit) this.#app.say('This cannot be changed here.', true);
    return this.#app.canEdit;
  }

  #do(edit: Edit): boolean {
    if (!edit.ok) this.#app.say(edit.reason, true);
    else this.run(edit.command);
    return edit.ok;
  }

  /** Does a step and shows it. */
  run(command: Command): void {
    this.#app.sheet.run(command);
    this.#app.changed(command);
  }

  undo(): void {
    if (this.#may()) this.#back(this.#app.sheet.undo(), 'undone', 'There is nothing to undo.');
  }
  redo(): void {
    if (this.#may()) this.#back(this.#app.sheet.redo(), 'done again', 'There is nothing to do again.');
  }
  #back(command: Command | null, word: string, nothing: string): void {
    if (command === null) {
      this.#app.say(nothing);
      return;
    }
    this.#app.changed(command);
    const first = command.changed[0]?.row ?? command.added[0]?.row;
    const place = first ? this.#app.shown.indexOf(first) : -1;
    if (place >= 0) this.#app.select(at(place, this.#app.selection.active.column));
    this.#app.say(`${command.name} ${word}.`);
  }

  clear(): void {
    if (this.#may()) this.#do(clear(this.#app.shown, this.#app.block, this.#app.columns.length));
  }
  fillDown(): void {
    if (this.#may()) this.#do(fillDown(this.#app.shown, this.#app.block, this.#app.columns.length));
  }

  addRow(): void {
    if (!this.#may()) return;
    if (this.#app.isFiltered) this.#app.clearFilters();
    const below = this.#app.shown[this.#app.block.bottom] ?? null;
    const command = addRows(this.#app.sheet, below);
    this.run(command);
    const row = command.added[0]?.row;
    if (row) this.#app.goTo(row, 0);
  }

  deleteRows(): void {
    if (!this.#may()) return;
    const rows = this.#app.shown.slice(this.#app.block.top, this.#app.block.bottom + 1);
    if (rows.length === 0) return;
    this.run(removeRows(this.#app.sheet, rows));
    this.#app.say(
      `${counted(rows.length, 'row')} deleted. Ctrl+Z brings ${rows.length === 1 ? 'it' : 'them'} back.`,
    );
  }

  #copied(): string[][] {
    const { top, bottom, left, right } = this.#app.block;
    return this.#app.shown
      .slice(top, bottom + 1)
      .map((row) => Array.from({ length: right - left + 1 }, (_, n) => this.#app.textOf(row, left + n)));
  }

  copyTo(data: DataTransfer): void {
    const cells = this.#copied();
    data.setData('text/plain', writeBlock(cells));
    data.setData('text/html', writeHtml(cells));
  }

  cutTo(data: DataTransfer): void {
    this.copyTo(data);
    if (this.#may()) this.#do(clear(this.#app.shown, this.#app.block, this.#app.columns.length, 'Cutting'));
  }

  pasteText(text: string): void {
    if (!this.#may()) return;
    const texts = readBlock(text);
    const { top, left } = this.#app.block;
    const edit = paste({
      sheet: this.#app.sheet,
      shown: this.#app.shown,
      block: this.#app.block,
      texts,
      headings: this.#app.headings,
    });
    if (!this.#do(edit) || !edit.ok) return;
    const { changed, added } = edit.command;
    const width = Math.max(1, ...texts.map(({ length }) => length));
    if (!this.#app.isFiltered)
      this.#app.select({
        active: { row: top, column: left },
        end: { row: top + Math.max(texts.length, 1) - 1, column: left + width - 1 },
      });
    this.#app.say(
      `Pasted: ${counted(changed.length, 'row')} changed, ${counted(added.length, 'row')} added.`,
    );
  }
}
