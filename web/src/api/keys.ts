// Names under which answers are kept. Everything of a team lies under ['team', id], so that one call makes it all stale.

export const keys = {
  me: ['me'] as const,
  /** All of the administration of the instance. */
  admin: ['admin'] as const,
  adminPart: (part: string, chosen: object = {}) => ['admin', part, chosen] as const,
  sessions: ['sessions'] as const,
  signInMethods: ['sign-in methods'] as const,
  /** How one can sign in here: passwords, identity providers. */
  signInOptions: ['sign-in options'] as const,
  pendingAccount: ['pending account'] as const,
  secondStep: ['second step'] as const,
  tokens: ['tokens'] as const,
  signUp: ['sign-up'] as const,
  deletion: ['deletion'] as const,
  /** How one has set up the list of papers. */
  libraryPreferences: ['preferences', 'library'] as const,
  team: (team: string) => ['team', team] as const,
  usage: (team: string) => ['team', team, 'usage'] as const,
  members: (team: string) => ['team', team, 'members'] as const,
  invitations: (team: string) => ['team', team, 'invitations'] as const,
  requests: (team: string) => ['team', team, 'invitations', 'requests'] as const,
  storage: (team: string) => ['team', team, 'usage', 'storage'] as const,
  audit: (team: string, chosen: object) => ['team', team, 'audit', chosen] as const,
  guests: (team: string, place: string) => ['team', team, 'members', 'guests', place] as const,
  tags: (team: string) => ['team', team, 'tags'] as const,
  automaticTags: (team: string) => ['team', team, 'tags', 'automatic'] as const,
  /** Custom fields of the team. */
  fields: (team: string) => ['team', team, 'fields'] as const,
  fieldList: (team: string, which: string) => ['team', team, 'fields', which] as const,
  /** The tree of collections, with counts. */
  collections: (team: string) => ['team', team, 'collections'] as const,
  /** Which of them hold a paper, or some papers of a list. */
  collectionsOf: (team: string, paper: string | string[]) => ['team', team, 'collections', 'of', paper] as const,
  /** Groups of duplicates, how many there are, and merges that can be undone. */
  duplicates: (team: string) => ['team', team, 'duplicates'] as const,
  duplicateGroups: (team: string, preset: string) => ['team', team, 'duplicates', 'groups', preset] as const,
  duplicateCount: (team: string) => ['team', team, 'duplicates', 'count'] as const,
  merges: (team: string) => ['team', team, 'duplicates', 'merges'] as const,
  /** Saved searches, with counts. */
  searches: (team: string) => ['team', team, 'searches'] as const,
  deletedTeams: ['deleted-teams'] as const,
  invitation: (code: string) => ['invitation', code] as const,
  join: (team: string) => ['join', team] as const,
  /** All lists of papers. */
  papers: (team: string) => ['team', team, 'papers'] as const,
  paperList: (team: string, view: object) => ['team', team, 'papers', view] as const,
  /** Comments of papers, and what of them is unread: of some papers of a list. */
  paperCounts: (team: string) => ['team', team, 'counts'] as const,
  paperCountsOf: (team: string, papers: string[]) => ['team', team, 'counts', papers] as const,
  /** One paper with all that hangs on it: references, structure, activity. */
  paper: (team: string, paper: string) => ['team', team, 'paper', paper] as const,
  allOfPapers: (team: string) => ['team', team, 'paper'] as const,
  paperPart: (team: string, paper: string, part: string) => ['team', team, 'paper', paper, part] as const,
  annotations: (team: string, paper: string) => ['team', team, 'paper', paper, 'annotations'] as const,
  /** All that stand on one file, as one list. */
  annotationsOf: (team: string, paper: string, file: string) =>
    ['team', team, 'paper', paper, 'annotations', 'of', file] as const,
  /** One of them: never kept alone, but asked for alone when it changed. */
  annotation: (team: string, paper: string, id: string) =>
    ['team', team, 'paper', paper, 'annotations', 'one', id] as const,
  colors: (team: string) => ['team', team, 'colors'] as const,
  threads: (team: string, paper: string) => ['team', team, 'paper', paper, 'threads'] as const,
  /** What belongs to a file and never changes once parsed, such as the words of a page. */
  file: (team: string, file: string) => ['team', team, 'file', file] as const,
  filePart: (team: string, file: string, part: string | number) => ['team', team, 'file', file, part] as const,
  search: (team: string, section: string, q: string, paper?: string) =>
    ['team', team, 'search', section, q, paper] as const,
  /** All notes of a team, lists and single ones. */
  notes: (team: string) => ['team', team, 'notes'] as const,
  notePart: (team: string, note: string, part: string) => ['team', team, 'notes', note, part] as const,
  /** One's own news, of all teams. */
  notifications: ['notifications'] as const,
  wants: ['wants'] as const,
  /** Browsers that show news, and whether this one does. */
  push: ['push'] as const,
  feed: (team: string, looked: object) => ['team', team, 'feed', looked] as const,
  allThreads: (team: string, only: string) => ['team', team, 'threads', only] as const,
  /** Styles and locales of citations, and the one that is chosen. */
  citing: (part: string, q?: string) => ['citing', part, q] as const,
  /** One's own live addresses of references. */
  referenceAddresses: (team: string) => ['team', team, 'reference addresses'] as const,
  teamStyles: (team: string) => ['team', team, 'styles'] as const,
  bibliographies: (team: string) => ['team', team, 'bibliography'] as const,
  bibliography: (team: string, asked: object) => ['team', team, 'bibliography', asked] as const,
  webhooks: (team: string) => ['team', team, 'webhooks'] as const,
  /** Reading lists in this team: one's own, what is asked of one, what one asked. */
  reading: (team: string) => ['team', team, 'reading'] as const,
  readingList: (team: string, view: object) => ['team', team, 'reading', view] as const,
  uploads: (team: string) => ['team', team, 'uploads'] as const,
};
