/**
 * An A4 document written from top to bottom: texts are broken into lines, pages begin where one is full. Knows nothing of
 * what it writes. Measures are millimetres, sizes of letters points.
 */
import { jsPDF } from 'jspdf';
import type { Instant } from '#core/calendar.ts';
import { base64 } from './base64.ts';

export const PAGE = { width: 210, height: 297, left: 18, right: 192, top: 18, bottom: 275 } as const;

const INK = '#14201c';
export const SOFT = '#505d57';
const LINE = '#d5dbd8';

export interface Style {
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
  /** right: the text ends at `x`. */
  readonly align?: 'left' | 'right';
}

export interface SheetOf {
  readonly title: string;
  readonly author: string;
  /** Stands for the moment of writing, so that the same document has the same bytes whenever it is made. */
  readonly createdAt: Instant;
  /** 32 hexadecimal digits that tell it from others. */
  readonly fileId: string;
  /** Everything that will be written, to choose the letters by. */
  readonly texts: readonly string[];
}

/** PDF's own fonts know these letters alone (Windows-1252). */
const PLAIN =
  /^[\n\u0020-\u007e\u00a0-\u00ff\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]*$/;

const WIDE = 'wide';
const LINE_HEIGHT = 1.3;
const MM_A_POINT = 25.4 / 72;

export type Sheet = Awaited<ReturnType<typeof openSheet>>;

export async function openSheet({ title, author, createdAt, fileId, texts }: SheetOf) {
  const pdf = new jsPDF({ unit: 'mm', format: 'a4', compress: true, putOnlyUsedFonts: true });
  const isPlain = texts.every((text) => PLAIN.test(spelt(text)));
  if (!isPlain) {
    const { readFont } = await import('#font');
    pdf.addFileToVFS('wide.ttf', base64(await readFont()));
    pdf.addFont('wide.ttf', WIDE, 'normal');
  }
  pdf.setProperties({ title, author, creator: 'Cardline' });
  pdf.setCreationDate(new Date(createdAt));
  pdf.setFileId(fileId);
  pdf.setLanguage('en');
  pdf.setLineWidth(0.2);

  const use = ({ size, bold = false, color = INK }: Style): void => {
    pdf.setFont(isPlain ? 'helvetica' : WIDE, bold && isPlain ? 'bold' : 'normal');
    pdf.setFontSize(size);
    pdf.setTextColor(color);
  };
  /** Of the wide letters there is no bold cut: they are drawn with an outline. */
  const drawing = ({ bold = false, align = 'left' }: Style) => ({
    align,
    baseline: 'top' as const,
    lineHeightFactor: LINE_HEIGHT,
    ...(bold && !isPlain ? { renderingMode: 'fillThenStroke' as const } : {}),
  });

  return {
    /** How high the lines of a text of this size stand. */
    heightOf: (lines: number, { size }: Style): number => lines * size * LINE_HEIGHT * MM_A_POINT,

    /** The lines that a text takes within a width. */
    linesOf(text: string, width: number, style: Style): string[] {
      use(style);
      return pdf.splitTextToSize(spelt(text), width) as string[];
    },

    write(lines: readonly string[] | string, x: number, y: number, style: Style): void {
      use(style);
      pdf.setDrawColor(style.color ?? INK);
      pdf.text(typeof lines === 'string' ? spelt(lines) : [...lines], x, y, drawing(style));
    },

    rule(y: number, from: number = PAGE.left, to: number = PAGE.right, color: string = LINE): void {
      pdf.setDrawColor(color);
      pdf.line(from, y, to, y);
    },

    band(y: number, height: number, color: string): void {
      pdf.setFillColor(color);
      pdf.rect(PAGE.left, y, PAGE.right - PAGE.left, height, 'F');
    },

    /** Scaled to fit into the box, its shape kept. */
    image(bytes: Uint8Array, x: number, y: number, box: { readonly width: number; readonly height: number }) {
      const { width, height } = pdf.getImageProperties(bytes);
      const scale = Math.min(box.width / width, box.height / height);
      pdf.addImage(bytes, 'PNG', x, y, width * scale, height * scale);
    },

    nextPage(): void {
      pdf.addPage();
    },

    pages: (): number => pdf.getNumberOfPages(),

    onPage(page: number): void {
      pdf.setPage(page);
    },

    bytes: (): Uint8Array => new Uint8Array(pdf.output('arraybuffer')),
  };
}

/** The true minus sign is not among the letters of PDF's own fonts; a hyphen says the same there. */
const spelt = (text: string): string => text.replaceAll('\u2212', '-').replaceAll('\u2011', '-');
