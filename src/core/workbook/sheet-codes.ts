/**
 * Every code that a check of the workbook can give, with what it means and what puts it right. The type is taken from this
 * table, so that no code exists without a remedy, and the documentation is made from it.
 */
const CODES = {
  // ---- tabs and columns
  unknown_tab: [
    'The workbook has no tab of this title.',
    'Rename or remove the tab; a near title is suggested.',
  ],
  duplicate_tab: ['Two tabs have the same title.', 'Keep one of them.'],
  unknown_column: [
    'The tab has no column of this heading.',
    'Rename or remove the column; a near heading is suggested.',
  ],
  duplicate_column: ['Two columns have the same heading.', 'Keep one of them.'],
  missing_column: [
    'A column of the tab is not there.',
    'Add the heading, with empty cells where nothing is to be said.',
  ],
  more_faults: ['More faults were found than are listed.', 'Put the listed ones right and check again.'],
  // ---- any cell
  required: ['The cell is empty and may not be.', 'Fill it.'],
  error_cell: [
    'A formula of the spreadsheet fails here (#REF!, #N/A …).',
    'Put the formula right, or write the value.',
  ],
  wrong_type: [
    'The cell holds another sort of value than its column.',
    "Write a value of the column's type.",
  ],
  hidden_character: [
    'A code or text holds a character that does not show, or two spaces in a row.',
    'Type it again. Blanks at the ends are taken off silently.',
  ],
  text_too_long: ['The text is longer than the column takes.', 'Shorten it.'],
  formula_text: [
    'The text begins with =, +, - or @, and a spreadsheet would run it as a formula.',
    'Begin with a letter or digit. A + or - before digits alone (a phone number) is taken.',
  ],
  code_as_number: [
    'A code or phone number is a number in the sheet, and may have lost leading zeros.',
    'Format the column as plain text and write the code again.',
  ],
  code_like_id: [
    "The reference looks like an id of Cardline's own (acc_12), by which accounts are looked up too.",
    'Write it in another way, for instance without acc_.',
  ],
  invalid_email: ['This is not an e-mail address.', 'Write one, like accounts@example.com.'],
  unknown_choice: ["The word is not one of the column's choices.", 'Take one of the words listed.'],
  // ---- numbers
  invalid_integer: ['This is not a whole number.', 'Write digits alone.'],
  out_of_range: ['The number is outside its range.', 'Take one of the range named.'],
  negative_amount: ['A fee or price is negative.', 'Write 0 or more; a credit is a product of type Credit.'],
  too_many_decimals: ['More decimals than are taken: two for fees, eight for prices.', 'Round it.'],
  amount_too_large: ['The amount is beyond ten million.', 'Correct it.'],
  currency_text: ['The amount is text with a currency sign.', 'Write the number alone.'],
  percentage_as_amount: [
    'The amount is a percentage, as a text or by the format of its cell.',
    'Write the amount, in a cell whose format is that of a number.',
  ],
  ambiguous_number: [
    'The number is text with a comma, blank, apostrophe or point that people read in different ways.',
    'Write it with a decimal point and nothing between thousands.',
  ],
  invalid_tax: [
    'This is not a tax.',
    'Write GST, Free, or a rate between 0 and 1 such as 0.10; blank is the usual tax.',
  ],
  // ---- dates and times
  date_as_number: ["The date is a number (a spreadsheet's serial day).", 'Write it like 2026-03-31.'],
  invalid_date: [
    'The date is in another form, or does not exist.',
    'Write it like 2026-03-31; the day that may be meant is named.',
  ],
  invalid_time: ['This is not a time of day.', 'Write it like 08:00, up to 24:00.'],
  invalid_days: ['These are not weekdays.', 'Write them like Mon-Fri or Sat,Sun.'],
  ends_before_start: ['An end comes before its beginning.', 'Correct one of them.'],
  // ---- rows and their links
  duplicate_key: ['A code, or a combination that tells rows apart, stands there twice.', 'Keep one row.'],
  unknown_reference: [
    'The row that is named is not in its tab.',
    'Add it there, or correct the code; a near one is suggested.',
  ],
  illegal_status_move: [
    'The approval status moves otherwise than one step ahead.',
    'Take one of the moves named, counted from the published version.',
  ],
  buy_plan_on_buy_plan: ['A buy plan names a buy plan.', 'Leave Buy Plan empty on buy plans.'],
  not_a_buy_plan: ['Buy Plan names a sell plan.', 'Name a plan whose Buy or Sell is Buy.'],
  sides_differ: ['A package holds a service plan of the other side.', "Name one of the package's own side."],
  rate_card_of_another_type: [
    'The rate card is for another service type.',
    "Name a card of the plan's type.",
  ],
  rate_card_of_another_side: ['The rate card is of the other side.', "Name a card of the plan's side."],
  contract_type_differs: ['A contract type has several pools or terms.', 'Write the same in all its rows.'],
  plan_outside_contract_pool: [
    'The default contract type is not made for this plan.',
    'Add the plan to it in Contracts, or choose None.',
  ],
  credit_as_extra: [
    'A service feature or bolt-on is a product of type Credit, which takes a negative quantity (PUR-1).',
    'Name a product of type Charge.',
  ],
  tariff_is_its_own_parent: ['The parents of a tariff lead back to it.', 'Break the circle.'],
  // ---- rates
  maximum_below_minimum: ['The maximum charge is below the minimum charge.', 'Correct one of them.'],
  discount_above_cost: ['A discount of more than 100 per cent.', 'Write 100 or less.'],
  price_on_pass_through: ['Pass-through has a price.', 'Leave Price empty, or choose Mark-up.'],
  step_off_grid: [
    'A step begins at a quantity that the first step does not bill.',
    'Take one of the quantities named.',
  ],
  step_without_first_step: [
    'A step has no first step on some day.',
    'Add a row with From Quantity 0 for that day.',
  ],
  // ---- accounts and what is in use
  invoice_anchor_on_another_day: [
    "The account's invoice anchor lies on another day than the invoice day.",
    'Keep the invoice day, or move the anchor first.',
  ],
  removed_in_use: [
    'A plan is missing that has subscriptions or orders.',
    'Put the row back and make it Grandfathered.',
  ],
  // ---- notes: legal, and worth knowing
  empty_override_is_zero: [
    'Note: an override is ticked and its fee is empty, so $0 is charged.',
    'Nothing, if that is meant; otherwise write the fee or untick.',
  ],
  plan_below_cost: [
    'Note: a period of the package plan would cost less than its buy plan charges for as many months.',
    'Nothing, if that is meant; otherwise raise the fee, or link another buy plan.',
  ],
  rate_below_cost: [
    'Note: the rate would be sold for less than what the buy card charges for the tariff.',
    'Nothing, if that is meant; otherwise raise the rate.',
  ],
  rate_ends_unreached: [
    'Note: a rate is superseded before its Effective To, and does not apply again after it.',
    'Nothing, if that is meant; otherwise let it end the day before, or begin the other row later.',
  ],
  rate_in_past: [
    'Note: a rate that is added or changed has an Effective From in the past.',
    'Nothing, if that is meant: what was rated stays as it is, until somebody accepts the re-rating that is proposed once this is published.',
  ],
  formula_in_cell: [
    'Note: values of a column come from a formula, and count as they are at the time of reading.',
    'Nothing, if that is meant; otherwise write the value in place of the formula.',
  ],
  many_rows_removed: [
    'Note: more than a fifth of the rows of a tab would be removed.',
    'Look whether rows were lost; a tab that is not sent at all stays as it is.',
  ],
  feature_without_price: [
    "Note: a service feature's product has no price on the plan's product rate card, so it is charged nothing.",
    'Nothing, if that is meant; otherwise add its price in Product Rates.',
  ],
  saleable_without_prerequisites: [
    'Note: the plan is Saleable but cannot be subscribed to yet.',
    'See what the note lists.',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

export type SheetCode = keyof typeof CODES;

/** What puts a fault right, in one sentence for all faults of its code. */
export const remedyOf = (code: SheetCode): string => CODES[code][1];

export const SHEET_CODES: Readonly<Record<SheetCode, readonly [meaning: string, remedy: string]>> = CODES;
