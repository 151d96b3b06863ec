/*
 * What in a comment could give its writer away. A pure function: it sends nothing anywhere.
 *
 * Patterns of both languages always hold, because people write in the language they like. A
 * warning is a hint and will sometimes be wrong; tests/privacy/comments_corpus.py measures how often.
 */
import { GIVEN, NOBODY, NO_FULL_NAME, NO_NAME, SMALL } from "./warnings/lexicon.js";

const LONG = 400;
const WORD = /[\p{L}\p{M}’'-]+/gu;

const WEEKDAY =
  "(?:maan|dins|woens|donder|vrij|zater|zon)dag|(?:mon|tues|wednes|thurs|fri|satur|sun)day";
const MONTH =
  "(?:jan(?:uar[iy])?|feb(?:ruar[iy])?|maart|march|mrt|mar|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|aug(?:ust(?:us)?)?|" +
  "sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?";
const DAY = "(?:0?[1-9]|[12]\\d|3[01])";
const NTH = "(?:st|nd|rd|th|e|ste|de)?";
const NAMED = "\\p{Lu}\\p{Ll}[\\p{L}\\p{M}’'-]*";
const PARTICLE = "(?:van|de|den|der|ter|ten|te|von|el|al|la|le|di|da|du|St\\.|’t|'t|v\\.?d\\.?)";
const SURNAME = `(?:(?:${PARTICLE}\\s+)*(?:[A-Z][’'])?${NAMED})`;

/** Say what each pattern finds: a kind, a pattern, and which group is meant when not all of it. */
const PATTERNS = [
  ["mail", /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu],
  ["number", /(?:personeels|medewerkers?|stam|werknemers?|klok|pas|dienst)[ -]?(?:nummer|nr\.?|code)\D{0,6}([A-Z]{0,3}-?\d[\d.-]{2,})/giu, 1],
  ["number", /(?:employee|staff|personnel|payroll|badge|works)\s?(?:number|no\.?|id|code)\D{0,6}([A-Z]{0,3}-?\d[\d.-]{2,})/giu, 1],
  ["number", /\b(?:bsn|burgerservicenummer|sofinummer)\D{0,6}(\d[\d. ]{6,}\d)/giu, 1],
  ["number", /\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/gu],
  ["number", /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/gu],
  ["number", /(?<![\d.,+-])(?:\d{8,9}|\d{4}\.\d{2}\.\d{3})(?![\d.,]*\d)/gu],
  ["date", /(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)/gu],
  ["date", /(?<![\d.-])\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})(?![\d.-]*\d)/gu],
  ["date", /(?<![\d/])(?!(?:24\/7|1\/[234]|[23]\/[34])\b)(?:0?[1-9]|[12]\d|3[01])\/(?:0?[1-9]|1[0-2])(?![\d/])/gu],
  ["date", new RegExp(`(?:\\b(?:${WEEKDAY}),?\\s+)?(?<!\\d)${DAY}${NTH}\\s+(?:of\\s+)?${MONTH}(?:,?\\s+\\d{4})?`, "giu")],
  ["date", new RegExp(`(?:\\b(?:${WEEKDAY}),?\\s+)?\\b(?:the\\s+)?${MONTH}\\s+(?:the\\s+)?${DAY}${NTH}\\b(?!\\d)(?:,?\\s+\\d{4})?`, "giu")],
  ["date", new RegExp(`\\b(?:${WEEKDAY})\\s+(?:de|the)?\\s*(?:\\d{1,2}${NTH}(?!\\d)\\b(?![.:]\\d|\\s*uur|\\s*[ap]m)|[a-z]+(?:de|ste|th|st|nd|rd)\\b)`, "giu")],
  ["date", /\b(?:eer)?gister(?:en|avond|middag|ochtend|morgen|nacht)?\b|\bvan(?:ochtend|morgen|middag|avond|nacht)\b/giu],
  ["date", /\b(?:the day before )?yesterday\b|\bthis (?:morning|afternoon|evening)\b|\blast night\b|\btonight\b/giu],
  ["date", new RegExp(`\\b(?:vorige|afgelopen|laatste|last|past)\\s+(?:week\\s+)?(?:${WEEKDAY})\\b|\\b(?:${WEEKDAY})\\s+(?:last|vorige)(?:\\s+week)?\\b`, "giu")],
  ["date", /\b(?:vorige week|verleden week|last week)\b/giu],
  ["phone", /(?<![\d\p{L}])(?:\+|00)\d[\d\s().-]{7,}\d(?!\d)/gu],
  ["phone", /(?<![\d\p{L}.,])\(?0\d[\d\s().-]{6,}\d(?!\d)/gu],
  ["phone", /(?<![\d-])\(?\d{3}\)?[ -]\d{3}-\d{4}(?![\d-])/gu],
  ["only", /\bals (?:de )?enige\b(?:\s\p{L}+)?/giu],
  ["only", /\b(?:ik|ben|was|bleef)\s(?:(?:ben|was|hier|nu|ook|nog|ik|bijna|zowat|vaak)\s){0,3}de (?:enige|oudste|jongste|eerste|laatste)\b(?:\sdie\b)?/giu],
  ["only", /\bde enige (?:vrouw|man|moslim|parttimer|deeltijder|stagiair|zwangere|buitenlander|vader|moeder|homo|collega)\b/giu],
  ["only", /\bniemand (?:anders dan|behalve|dan) ik\b|\balleen ik\b|\bik alleen\b|\bals enkeling\b/giu],
  ["only", /\b(?:as|being|i ?[’']?a?m|i am|i was|i have been|was i|am i) (?:here |now |also |still |almost )?the (?:only|oldest|youngest|first|last)\b(?:\s(?:one|person)\b)?(?:\swho\b)?/giu],
  ["only", /\bthe only (?:woman|man|muslim|part-?timer|foreigner|father|mother|trainee|intern|disabled|pregnant|gay|black|colleague)\b/giu],
  ["only", /\b(?:nobody|no one|none) (?:else )?(?:but|except|than) (?:me|i|myself)\b|\bonly me\b|\bi alone\b/giu],
  ["address", new RegExp(`\\b(?:${NAMED}\\s+){0,2}\\p{Lu}\\p{L}*(?:straat|laan|weg|plein|kade|gracht|singel|dijk|hof|park|pad|steeg|markt|dreef|plantsoen|ring|baan|boulevard|wal|haven|horst|hout)\\s+\\d{1,4}(?:[-\\s]?[a-z\\d]{1,3}\\b)?`, "gu")],
  ["address", new RegExp(`\\b(?:Singel|Kade|Brink|Markt|Plein|Dam|Wal|Rapenburg)\\s+\\d{1,4}\\b`, "gu")],
  ["address", new RegExp(`(?:\\baan de|\\baan het|\\bwoon (?:op|aan)(?: de| het)?|\\b(?:pand|vestiging|kantoor) (?:op|aan)(?: de| het)?)\\s+((?:${NAMED}\\s+){1,3}\\d{1,4}[a-z]?)\\b`, "gu"), 1],
  ["address", /\b\d{1,4}[a-z]?\s+(?:\p{Lu}[\p{L}’'.-]*\s+){1,3}(?:Street|Road|Lane|Avenue|Close|Drive|Court|Square|Way|Place|Terrace|Gardens|Crescent|Hill|Row|Mews|Grove|Park|Green|Walk|St|Rd|Ave)\b/gu],
  ["address", /(?<![\d.,])[1-9]\d{3} ?(?!S[ADS]\b)[A-Z]{2}\b/gu],
  ["address", /(?<![\d.,])[1-9]\d{3} ?(?!(?:in|en|is|of|om|op|te|we|ze|je|km|kg|cm|mm|pk|st|mb|gb|to|or|at|as|by|on|it|he|and|er|na|al|zo|nu)\b)[a-z]{2}\b/gu],
  ["address", /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/giu],
  ["name", new RegExp(`(?<![\\p{L}.])(?:\\p{Lu}\\.\\s?){1,4}${SURNAME}`, "gu")],
  ["name", /(?<![\p{L}.])(?!(?:U\.K|U\.S|E\.U|B\.V|N\.V|O\.R|P\.S)\.)\p{Lu}\.(?:\s?\p{L}\.)+/gu],
  ["name", new RegExp(`\\b(?:[Mm]eneer|[Mm]evrouw|[Dd]hr\\.?|[Mm]evr\\.?|[Mm]w\\.?|[Dd]e heer|[Mm]r\\.?|[Mm]rs\\.?|[Mm]s\\.?|[Mm]iss|[Dd]r\\.?|[Ss]ir)\\s+(${SURNAME}(?:\\s+${SURNAME})?)`, "gu"), 1],
  ["name", /\b(?:meneer|mevrouw|dhr\.?|mevr\.?|mw\.?|mr\.?|mrs\.?)\s+(?!(?:de|het|een|die|en|of|is|van|the|and)\b)(\p{L}{3,})/giu, 1],
];
const FULL = new RegExp(`(?<![\\p{L}.])${NAMED}(?:\\s+${SURNAME})+`, "gu");
const SAYS =
  /^\s(?:zei|zegt|vertelde|vindt|vond|doet|deed|belt|belde|schreef|schrijft|beloofde|negeert|schreeuwt|roddelt|pest|besloot|weigert|vergeet|said|says|told|tells|thinks|thought|promised|ignores|shouted|shouts|decided|refuses|forgets|wrote|called)\b/u;
const COLLEAGUE =
  /\b(?:collega|teamleider|leidinggevende|manager|chef|baas|maatje|colleague|boss|supervisor|team ?leader|team ?lead|buddy),?\s+(\p{Ll}[\p{L}’'-]+)/gu;

/** Return what could give the writer away, in order of the text: [{kind, start, end}]. */
export function warningsIn(text, locale) {
  const found = [];
  const add = (kind, start, end) => {
    if (!found.some((one) => start < one.end && one.start < end)) found.push({ kind, start, end });
  };
  for (const [kind, pattern, group = 0] of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index + (group ? match[0].lastIndexOf(match[group]) : 0);
      add(kind, start, start + match[group].length);
    }
  }
  for (const [start, end] of names(text)) add("name", start, end);
  if (isForeign(text, locale)) found.push({ kind: "language", start: 0, end: text.length });
  if (text.length > LONG) found.push({ kind: "long", start: LONG, end: text.length });
  return found.sort((one, other) => one.start - other.start);
}

/** Yield where names of people seem to stand. */
function* names(text) {
  for (const match of text.matchAll(FULL)) {
    if (isFullName(text, match)) yield [match.index, match.index + match[0].length];
  }
  for (const match of text.matchAll(COLLEAGUE)) {
    if (GIVEN.has(capitalised(match[1]))) {
      yield [match.index + match[0].length - match[1].length, match.index + match[0].length];
    }
  }
  for (const match of text.matchAll(WORD)) {
    if (isName(text, match)) yield [match.index, match.index + match[0].length];
  }
}

function isFullName(text, match) {
  const words = match[0].split(/\s+/).filter((word) => /^\p{Lu}/u.test(word));
  const known = GIVEN.has(words[0]);
  if (NO_FULL_NAME.has(words.slice(0, 2).join("_"))) return false;
  if (words.some((word) => NO_NAME.has(word) || NOBODY.has(word))) return false;
  return known || (!startsSentence(text, match.index) && !isPlace(text, match.index));
}

function isName(text, match) {
  const [word] = match;
  if (!/^\p{Lu}\p{Ll}/u.test(word)) return false;
  const plain = word.replace(/[’']s?$/u, "");
  if (NO_NAME.has(plain) || isPartOfCompany(text, match)) return false;
  if (!startsSentence(text, match.index)) return !isPlace(text, match.index) && !/^I[’']/u.test(word);
  return GIVEN.has(plain) || (!NOBODY.has(plain) && SAYS.test(text.slice(match.index + word.length)));
}

function isPartOfCompany(text, match) {
  const around = text.slice(Math.max(0, match.index - 24), match.index + match[0].length + 24);
  return [...NO_FULL_NAME].some(
    (company) => company.split("_").includes(match[0]) && around.includes(company.replace("_", " ")),
  );
}

function startsSentence(text, index) {
  return /(?:^|[.!?:…\n]|^[-*•])["“‘'(\s]*$/u.test(text.slice(0, index));
}

/** Say whether "in", or a word for a thing with a name of its own, stands before it. */
function isPlace(text, index) {
  return /\b(?:in|project|afdeling|department|locatie|location|systeem|system|programma|program|app)\s+$/iu.test(text.slice(0, index));
}

function capitalised(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Say whether a text of some length is in another language than the page. */
function isForeign(text, locale) {
  const words = (text.match(WORD) ?? []).map((word) => word.toLowerCase());
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (letters >= 12 && latin < letters / 2) return true;
  if (words.length < 6) return false;
  const count = (language) => words.filter((word) => SMALL[language].has(word)).length;
  const own = count(locale);
  const others = Object.keys(SMALL).filter((language) => language !== locale);
  const other = Math.max(...others.map(count));
  return (other >= 3 && other > 2 * own) || (own === 0 && words.length >= 10);
}
