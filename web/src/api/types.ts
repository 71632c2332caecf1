// The API's things by their own names: generated where the server describes them, by hand (from docs/api.md) where it does not yet.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['MeOut'];
export type Team = Schemas['TeamOut'];
export type TeamDetail = Schemas['TeamDetailOut'];
export type DeletedTeam = Schemas['DeletedTeamOut'];
export type Member = Schemas['MemberOut'];
export type Invitation = Schemas['InvitationOut'];
export type Invited = Schemas['InvitedPage'];
export type SeenInvitation = Schemas['SeenInvitation'];
export type JoinRequest = Schemas['RequestOut'];
export type Joining = Schemas['JoinOut'];
export type Guest = Schemas['GuestOut'];
export type Storage = Schemas['StorageOut'];
export type AuditEntry = Schemas['AuditOut'];
export type AdminPerson = Schemas['AdminPersonOut'];
export type AdminTeam = Schemas['AdminTeamOut'];
export type AdminJob = Schemas['AdminJobOut'];
export type JobPage = Schemas['JobPage'];
export type ParkedDocument = Schemas['ParkedOut'];
export type RereadingProgress = Schemas['RereadingOut'];
export type Ban = Schemas['BanOut'];
export type SettingInForce = Schemas['SettingOut'];
export type InstanceUsage = Schemas['InstanceUsage'];
export type Usage = Schemas['UsageOut'];
export type Session = Schemas['SessionOut'];
export type SecondStep = Schemas['SecondStepOut'];
export type WaysIn = Schemas['WaysInOut'];
export type PendingAccount = Schemas['PendingOut'];
export type Ways = Schemas['WaysOut'];
export type AuthenticatorSetup = Schemas['SetupOut'];
export type Token = Schemas['TokenOut'];
export type NewToken = Schemas['NewTokenOut'];
export type SignUpRule = Schemas['SignUpOut'];
export type Confirmation = Schemas['ConfirmationOut'];
export type Deletion = Schemas['DeletionOut'];
export type Export = Schemas['ExportOut'];
export type Confirmed = Schemas['ConfirmedOut'];
export type Person = Schemas['PersonRef'];
export type PaperRow = Schemas['PaperRow'];
export type PaperPage = Schemas['PaperPage'];
export type Paper = Schemas['PaperOut'];
export type PaperFile = Schemas['FileOut'];
export type PaperStatus = PaperRow['status'];
export type Upload = Schemas['UploadOut'];
export type Passage = Schemas['PassageOut'];
export type Results = Schemas['ResultsOut'];
export type Annotation = Schemas['AnnotationOut'];
/** Selectors may leave out what the server fills in. */
interface SelectorIn {
  type: string;
  exact?: string;
  prefix?: string;
  suffix?: string;
  index?: number;
  value?: string;
}
export type AnnotationIn = Partial<Omit<Schemas['AnnotationIn'], 'selectors'>> & { file: string; selectors: SelectorIn[] };
export type AnnotationEdit = Partial<Schemas['AnnotationEdit']>;
export type Caption = Schemas['CaptionOut'];
export type Waiting = Schemas['WaitingOut'];
export type Thread = Schemas['ThreadOut'];
export type Comment = Schemas['CommentOut'];
export type ReadingEntry = Schemas['ReadingOut'];
export type ReadingPage = Schemas['ReadingPage'];
export type Note = Schemas['NoteOut'];
export type NotePage = Schemas['NotePage'];
export type NoteVersion = Schemas['NoteVersionOut'];
export type Mentionable = Schemas['MentionableOut'];
export type Notification = Schemas['NotificationOut'];
export type NotificationPage = Schemas['NotificationPage'];
export type Wants = Schemas['WantsOut'];
export type Push = Schemas['PushOut'];
export type Browser = Schemas['BrowserOut'];
export type FeedLine = Schemas['LineOut'];
export type FeedPage = Schemas['FeedPage'];
export type Webhook = Schemas['WebhookOut'];
export type Delivery = Schemas['DeliveryOut'];
export type TeamEvent = Schemas['EventOut'];

/** `[x0, y0, x1, y1]` in PDF points from the top-left corner of the page as displayed. */
export type Rect = [number, number, number, number];

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface PageWord {
  text: string;
  start: number;
  end: number;
  rects: Rect[];
}

export interface PageText {
  number: number;
  width: number;
  height: number;
  text: string;
  has_text_layer: boolean;
  words: PageWord[];
}

export interface Position {
  page: number;
  y: number;
  zoom: number | string;
  rotation: number;
}

export interface Reference {
  id: string;
  position: number;
  label: string | null;
  raw: string;
  page: number | null;
  metadata: Record<string, unknown>;
  paper: { id: string; title: string } | null;
}

export interface Section {
  level: number;
  label: string | null;
  title: string;
  page: number;
}
