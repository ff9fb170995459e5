// @ts-check
/**
 * Cardline's menu in one spreadsheet, for companies without the add-on. It holds no rule: it asks Cardline and shows what it is
 * answered. How it is put into a spreadsheet: docs/google-setup.md.
 */

/** Where your Cardline is, without a slash at its end. */
const CARDLINE_URL = 'https://cardline.example.com';

/**
 * What Cardline answers.
 * @typedef {{ place: string, message: string, tabId: number | null, row: number | null, cell: string | null }} CardlineFault
 * @typedef {{ title: string, lines: string[], url: string, isStranger: boolean, faults: CardlineFault[] }} CardlineAnswer
 */

/** Google calls it whenever the spreadsheet is opened. */
function onOpen() {
  SpreadsheetApp.getUi()
    .createMenu('Cardline')
    .addItem('Check', 'cardlineCheck')
    .addItem('Submit for approval', 'cardlineSubmit')
    .addItem('How it stands', 'cardlineShow')
    .addItem('Go to the next fault', 'cardlineNextFault')
    .addSeparator()
    .addItem('Open in Cardline', 'cardlineOpen')
    .addItem('Connection', 'cardlineConnection')
    .addToUi();
}

function cardlineCheck() {
  cardlineTell_('check');
}

function cardlineSubmit() {
  cardlineTell_('submit');
}

function cardlineShow() {
  cardlineTell_('show');
}

/** Goes to the fault behind the cell that is selected, and from the last to the first. */
function cardlineNextFault() {
  const answer = cardlineAsk_('show');
  if (answer === null) return;
  if (answer.isStranger) {
    cardlineOffer_(answer);
    return;
  }
  const spreadsheet = SpreadsheetApp.getActiveSpreadsheet();
  const placed = answer.faults.filter(({ tabId }) => tabId !== null);
  if (placed.length === 0) {
    spreadsheet.toast(
      'The last check found no fault that has a place. Check again after changes.',
      'Cardline',
    );
    return;
  }
  const selected = SpreadsheetApp.getActiveRange();
  const here = selected === null ? '' : `${selected.getSheet().getSheetId()} ${selected.getA1Notation()}`;
  let next = 0;
  placed.forEach((fault, at) => {
    if (`${fault.tabId} ${cardlineCell_(fault)}` === here) next = (at + 1) % placed.length;
  });
  const fault = placed[next];
  if (fault === undefined) return;
  const sheet = spreadsheet.getSheets().find((each) => each.getSheetId() === fault.tabId);
  if (sheet === undefined) {
    spreadsheet.toast('That tab is not there any more: check again.', 'Cardline');
    return;
  }
  sheet.getRange(cardlineCell_(fault)).activate();
  spreadsheet.toast(fault.message, `${next + 1} of ${placed.length}: ${fault.place}`, 20);
}

function cardlineOpen() {
  const answer = cardlineAsk_('show');
  if (answer !== null) cardlineOffer_(answer);
}

/** What whoever runs Cardline has to know to allow this script. */
function cardlineConnection() {
  const payload = ScriptApp.getIdentityToken().split('.')[1] || '';
  const claims = JSON.parse(Utilities.newBlob(Utilities.base64DecodeWebSafe(payload)).getDataAsString());
  SpreadsheetApp.getUi().alert(
    'Cardline: connection',
    [
      `Cardline is at ${CARDLINE_URL}.`,
      `You are ${claims.email}.`,
      `Whoever runs Cardline allows this script by adding it to GOOGLE_SCRIPT_CLIENTS, with the code of your company before it: CODE=${claims.aud}`,
    ].join('\n\n'),
    SpreadsheetApp.getUi().ButtonSet.OK,
  );
}

/** @param {CardlineFault} fault */
function cardlineCell_({ cell, row }) {
  return cell === null ? `A${row === null ? 1 : row}` : cell;
}

/** @param {'check' | 'submit' | 'show'} deed */
function cardlineTell_(deed) {
  if (deed !== 'show')
    SpreadsheetApp.getActiveSpreadsheet().toast('Cardline reads the spreadsheet …', 'Cardline', 30);
  const answer = cardlineAsk_(deed);
  if (answer === null) return;
  if (answer.isStranger) {
    cardlineOffer_(answer);
    return;
  }
  const places = answer.faults.map(({ place, message }) => `${place}\n${message}`);
  const ui = SpreadsheetApp.getUi();
  ui.alert(`Cardline: ${answer.title}`, answer.lines.concat(places).join('\n\n'), ui.ButtonSet.OK);
}

/**
 * Asks Cardline; says itself what went wrong, and answers null then.
 * @param {'check' | 'submit' | 'show'} deed
 * @returns {CardlineAnswer | null}
 */
function cardlineAsk_(deed) {
  const ui = SpreadsheetApp.getUi();
  const token = ScriptApp.getIdentityToken();
  if (!token) {
    ui.alert(
      'Cardline',
      'Google does not say who you are: appsscript.json has to list the scope "openid".',
      ui.ButtonSet.OK,
    );
    return null;
  }
  try {
    const response = UrlFetchApp.fetch(`${CARDLINE_URL}/google/addon/script`, {
      method: 'post',
      contentType: 'application/json',
      headers: { authorization: `Bearer ${token}` },
      payload: JSON.stringify({ do: deed, sheet: SpreadsheetApp.getActiveSpreadsheet().getId() }),
      muteHttpExceptions: true,
    });
    const answer = cardlineParse_(response.getContentText());
    if (response.getResponseCode() === 200 && answer !== null) return answer;
    const detail = answer?.detail;
    ui.alert(
      'Cardline',
      detail || `Cardline answered ${response.getResponseCode()}: try again in a moment.`,
      ui.ButtonSet.OK,
    );
  } catch (error) {
    ui.alert('Cardline', `Cardline cannot be reached at ${CARDLINE_URL}: ${error}`, ui.ButtonSet.OK);
  }
  return null;
}

/**
 * What is no JSON is an error page of something on the way.
 * @param {string} text
 */
function cardlineParse_(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}

/**
 * A script can open no page; a person can, by a link.
 * @param {CardlineAnswer} answer
 */
function cardlineOffer_({ title, lines, url, isStranger }) {
  const paragraphs = (isStranger ? lines : []).map((line) => `<p>${cardlineEscape_(line)}</p>`).join('');
  const link = `<p><a href="${cardlineEscape_(url)}" target="_blank" rel="noopener">${isStranger ? 'Say who you are' : 'Open the workbook in Cardline'}</a></p>`;
  SpreadsheetApp.getUi().showModalDialog(
    HtmlService.createHtmlOutput(`<div style="font: 14px sans-serif">${paragraphs}${link}</div>`)
      .setWidth(420)
      .setHeight(180),
    isStranger ? title : 'Cardline',
  );
}

/** @param {string} text */
function cardlineEscape_(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
