// Hands addresses to the features' pages, which know nothing of the router's parameters.
import { getRouteApi } from '@tanstack/react-router';
import { NewAccountPage } from '../features/accounts/NewAccountPage';
import { ProvedPage } from '../features/me/ProvedPage';
import { SecondStepPage } from '../features/accounts/SecondStepPage';
import { SignInSettingsPage } from '../features/me/settingsPages';
import { SignInPage } from '../features/accounts/SignInPage';
import { SignUpPage } from '../features/accounts/SignUpPage';
import { CiteButton } from '../features/citations/cite/CiteButton';
import { PaperPage } from '../features/library/paper/PaperPage';
import { DuplicatesPage } from '../features/merging/DuplicatesPage';
import { NotesPage } from '../features/notes/NotesPage';
import { SearchPage } from '../features/search/SearchPage';
import { InvitationPage } from '../features/teams/InvitationPage';
import { JoinPage } from '../features/teams/JoinPage';
import { FieldsPage } from '../features/library/fields/FieldsPage';
import { TeamSettingsPage } from '../features/teams/TeamSettingsPage';
import { useTeam } from './TeamContext';

const signIn = getRouteApi('/sign-in');
const proved = getRouteApi('/proved');
const signInSettings = getRouteApi('/home/settings/sign-in');
const signUp = getRouteApi('/sign-up');
const invitation = getRouteApi('/invitations/$code');
const join = getRouteApi('/join/$team');
const teamSettings = getRouteApi('/home/t/$team/settings/$part');
const paper = getRouteApi('/home/t/$team/papers/$paper');
const duplicates = getRouteApi('/home/t/$team/duplicates');
const search = getRouteApi('/home/t/$team/search');

export function SignIn() {
  const { next, step, problem } = signIn.useSearch();
  if (step === 'second') return <SecondStepPage next={next} />;
  if (step === 'new') return <NewAccountPage next={next} />;
  return <SignInPage next={next} problem={problem} />;
}

export function SignUp() {
  const { next, invitation } = signUp.useSearch();
  return <SignUpPage next={next} invitation={invitation} />;
}

export function Proved() {
  return <ProvedPage problem={proved.useSearch().problem} />;
}

export function SignInSettings() {
  return <SignInSettingsPage problem={signInSettings.useSearch().problem} />;
}

export function Duplicates() {
  const navigate = duplicates.useNavigate();
  const { preset = 'normal' } = duplicates.useSearch();
  return (
    <DuplicatesPage
      team={useTeam()}
      preset={preset}
      onPreset={(chosen) =>
        void navigate({ search: { preset: chosen === 'normal' ? undefined : chosen }, replace: true })
      }
    />
  );
}

export function Paper() {
  const { paper: paperId } = paper.useParams();
  const team = useTeam();
  return (
    <PaperPage
      key={paperId}
      team={team}
      paperId={paperId}
      cite={<CiteButton key={paperId} team={team} paper={paperId} />}
    />
  );
}

export function Search() {
  const { q, paper, in: section } = search.useSearch();
  const navigate = search.useNavigate();
  return (
    <SearchPage
      team={useTeam()}
      q={q ?? ''}
      paper={paper}
      section={section}
      onSection={(chosen) => void navigate({ search: (before) => ({ ...before, in: chosen }), replace: true })}
    />
  );
}

export function Notes() {
  return <NotesPage team={useTeam()} />;
}

export function Invitation() {
  return <InvitationPage code={invitation.useParams().code} />;
}

export function Join() {
  return <JoinPage team={join.useParams().team} />;
}

const OF_LIBRARY = [{ name: 'fields', title: 'Fields', needs: ['see'], Page: FieldsPage }];

export function TeamSettings() {
  return <TeamSettingsPage team={useTeam()} part={teamSettings.useParams().part} more={OF_LIBRARY} />;
}
