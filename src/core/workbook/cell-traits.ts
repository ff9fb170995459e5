/** What a spreadsheet knows of a cell besides its value. */
export interface CellTrait {
  /** Row of the sheet, the headings being row 1. */
  readonly row: number;
  /** 0 is A. */
  readonly column: number;
  /** As it is written, without the equals sign; '' where it is another cell's, moved; null: none. */
  readonly formula: string | null;
  /** Whether the number is shown as a percentage. */
  readonly isPercent: boolean;
}
