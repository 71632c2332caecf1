// The fields of CSL in words, and which of them the form of each type begins with.
import type { Schemas } from '../api/schemas';
import type { CslType } from './cslTypes';

export type Kind = 'text' | 'long' | 'names' | 'date' | 'type';
type FieldName = keyof NonNullable<Schemas['MetadataIn']['metadata']>;

const FIELD: Record<Exclude<FieldName, 'abstract'>, string | [label: string, kind: Kind]> = {
  type: ['Type', 'type'],
  genre: 'Genre',
  title: 'Title',
  'title-short': 'Short title',
  author: ['Authors', 'names'],
  editor: ['Editors', 'names'],
  translator: ['Translators', 'names'],
  issued: ['Date', 'date'],
  'container-title': 'Published in',
  'container-title-short': 'Abbreviation of the journal',
  'event-title': 'Event',
  'event-place': 'Place of the event',
  'event-date': ['Date of the event', 'date'],
  volume: 'Volume',
  issue: 'Issue',
  page: 'Pages',
  number: 'Number',
  section: 'Section',
  edition: 'Edition',
  publisher: 'Publisher',
  'publisher-place': 'Place',
  'collection-title': 'Series',
  'collection-number': 'Number in the series',
  'collection-editor': ['Series editors', 'names'],
  'number-of-pages': 'Number of pages',
  'number-of-volumes': 'Number of volumes',
  DOI: 'DOI',
  arxiv: 'arXiv',
  PMID: 'PMID',
  PMCID: 'PMCID',
  ISBN: 'ISBN',
  ISSN: 'ISSN',
  URL: 'URL',
  accessed: ['Accessed', 'date'],
  language: 'Language',
  keyword: 'Keywords',
  version: 'Version',
  medium: 'Medium',
  authority: 'Court or authority',
  jurisdiction: 'Jurisdiction',
  'container-author': ['Authors of the book', 'names'],
  contributor: ['Contributors', 'names'],
  compiler: ['Compilers', 'names'],
  composer: ['Composers', 'names'],
  curator: ['Curators', 'names'],
  director: ['Directors', 'names'],
  'editorial-director': ['Editorial directors', 'names'],
  'executive-producer': ['Executive producers', 'names'],
  chair: ['Chairs', 'names'],
  guest: ['Guests', 'names'],
  host: ['Hosts', 'names'],
  illustrator: ['Illustrators', 'names'],
  interviewer: ['Interviewers', 'names'],
  narrator: ['Narrators', 'names'],
  organizer: ['Organisers', 'names'],
  performer: ['Performers', 'names'],
  producer: ['Producers', 'names'],
  recipient: ['Recipients', 'names'],
  'script-writer': ['Scriptwriters', 'names'],
  'series-creator': ['Series creators', 'names'],
  'original-author': ['Original authors', 'names'],
  'original-title': 'Original title',
  'original-date': ['Original date', 'date'],
  'original-publisher': 'Original publisher',
  'original-publisher-place': 'Original place',
  'reviewed-author': ['Reviewed authors', 'names'],
  'reviewed-title': 'Reviewed title',
  'reviewed-genre': 'Reviewed genre',
  'volume-title': 'Title of the volume',
  part: 'Part',
  'part-title': 'Title of the part',
  supplement: 'Supplement',
  printing: 'Printing',
  'chapter-number': 'Chapter',
  division: 'Division',
  status: 'Publication status',
  submitted: ['Submitted', 'date'],
  'available-date': ['Available', 'date'],
  dimensions: 'Dimensions or duration',
  scale: 'Scale',
  archive: 'Archive',
  archive_collection: 'Collection in the archive',
  archive_location: 'Location in the archive',
  'archive-place': 'Place of the archive',
  'call-number': 'Call number',
  source: 'Source',
  license: 'Licence',
  references: ['Legal history', 'long'],
  annote: ['Annotation', 'long'],
  note: ['Note', 'long'],
};

export interface Field {
  name: string;
  label: string;
  kind: Kind;
}

/** All but the abstract, in the order in which the page shows them. */
export const FIELDS: Field[] = Object.entries(FIELD).map(([name, said]) =>
  typeof said === 'string' ? { name, label: said, kind: 'text' } : { name, label: said[0], kind: said[1] },
);

const OF_ALL = ['type', 'title', 'author', 'issued', 'container-title', 'DOI', 'note'] as const;
const PUBLISHED = ['publisher', 'publisher-place'] as const;
const BOOK = ['editor', 'edition', ...PUBLISHED, 'ISBN'] as const;
const ON_THE_WEB = ['URL', 'accessed'] as const;
const LAW = ['number', 'section', 'authority', 'jurisdiction'] as const;

const OF_TYPE: Partial<Record<CslType, readonly FieldName[]>> = {
  'article-journal': ['volume', 'issue', 'page'],
  article: ['arxiv', 'URL', 'publisher'],
  'paper-conference': ['editor', 'event-title', 'event-place', 'page', 'publisher'],
  thesis: ['genre', ...PUBLISHED],
  book: BOOK,
  chapter: [...BOOK, 'page'],
  report: ['genre', 'number', ...PUBLISHED, 'URL'],
  review: ['reviewed-author', 'reviewed-title', 'volume', 'issue', 'page'],
  'review-book': ['reviewed-author', 'reviewed-title', 'volume', 'issue', 'page'],
  'article-magazine': ['volume', 'issue', 'page', 'URL'],
  'article-newspaper': ['publisher-place', 'section', 'edition', 'page', 'URL'],
  bill: LAW,
  legislation: LAW,
  legal_case: [...LAW, 'volume', 'page'],
  regulation: LAW,
  treaty: LAW,
  hearing: LAW,
  broadcast: ['director', 'medium', ...PUBLISHED, 'URL'],
  collection: ['editor', ...PUBLISHED, 'archive'],
  dataset: ['publisher', 'version', ...ON_THE_WEB],
  'entry-dictionary': [...BOOK, 'page'],
  'entry-encyclopedia': [...BOOK, 'page'],
  entry: ON_THE_WEB,
  event: ['organizer', 'event-title', 'event-place', 'event-date'],
  figure: ['medium', 'dimensions'],
  graphic: ['medium', 'dimensions', 'archive'],
  interview: ['interviewer', 'medium', ...ON_THE_WEB],
  manuscript: ['genre', 'archive', 'archive_location', 'archive-place'],
  map: ['scale', 'edition', ...PUBLISHED],
  motion_picture: ['director', 'producer', 'medium', 'publisher', 'dimensions'],
  musical_score: ['composer', ...PUBLISHED],
  patent: ['number', 'authority', 'jurisdiction', 'submitted', 'status'],
  performance: ['performer', 'event-title', 'event-place', 'event-date'],
  periodical: ['editor', 'publisher', 'ISSN'],
  personal_communication: ['recipient', 'genre', 'medium'],
  post: ON_THE_WEB,
  'post-weblog': ON_THE_WEB,
  software: ['version', 'publisher', 'URL'],
  song: ['composer', 'performer', 'medium', 'publisher', 'dimensions'],
  speech: ['event-title', 'event-place', 'event-date', 'genre'],
  standard: ['number', 'publisher', 'version', 'authority'],
  webpage: ON_THE_WEB,
};

/** The fields that the form of a type begins with. */
export function fieldsOf(type: string): Field[] {
  const own: readonly string[] = OF_TYPE[type as CslType] ?? ['publisher', 'URL'];
  return FIELDS.filter(({ name }) => own.includes(name) || (OF_ALL as readonly string[]).includes(name));
}
