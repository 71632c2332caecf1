// Short names for what many files use of the API's schemas; all others go by `Schemas['…']`.
import type { components } from './schema';

export type Schemas = components['schemas'];

export type Me = Schemas['MeOut'];
export type Team = Schemas['TeamOut'];
export type TeamDetail = Schemas['TeamDetailOut'];
export type Member = Schemas['MemberOut'];
export type Invited = Schemas['InvitedPage'];
export type SignInOptions = Schemas['ProvidersOut'];
export type OwnSignInMethods = Schemas['SignInMethodsOut'];
export type Person = Schemas['PersonRef'];
export type PaperRow = Schemas['PaperRow'];
export type PaperPage = Schemas['PaperPage'];
export type Paper = Schemas['PaperOut'];
export type Tag = Schemas['TagOut'];
export type CustomField = Schemas['FieldOut'];
export type Collection = Schemas['CollectionOut'];
export type Annotation = Schemas['AnnotationOut'];
export type Thread = Schemas['ThreadOut'];
export type Comment = Schemas['CommentOut'];
export type Note = Schemas['NoteOut'];
export type Reference = Schemas['ReferenceOut'];

/** `[x0, y0, x1, y1]` in PDF points from the top-left corner of the page as displayed. */
export type Rect = [number, number, number, number];

export interface Page<T> {
  items: T[];
  next?: string | null;
}
