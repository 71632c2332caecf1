// Where a search can look.
export type Section = 'papers' | 'notes' | 'discussion';

export const SECTIONS: Section[] = ['papers', 'notes', 'discussion'];
