// The pages of the settings, each of a few sections.
import { usePageTitle } from '../../ui/usePageTitle';
import { DeleteAccount } from './DeleteAccount';
import { EmailSettings } from './EmailSettings';
import { ExportData } from './ExportData';
import { NameSettings } from './NameSettings';
import { PasswordSettings } from './PasswordSettings';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';
import { SignInMethods } from './SignInMethods';

export function ProfilePage() {
  usePageTitle('Profile');
  return (
    <>
      <NameSettings />
      <EmailSettings />
    </>
  );
}

export function SignInSettingsPage({ problem }: { problem?: string }) {
  usePageTitle('Password & sign-in');
  return (
    <>
      <PasswordSettings />
      <SignInMethods problem={problem} />
    </>
  );
}

export function SessionsPage() {
  usePageTitle('Sessions');
  return <Sessions />;
}

export function TokensPage() {
  usePageTitle('API tokens');
  return <Tokens />;
}

export function DataPage() {
  usePageTitle('Your data');
  return (
    <>
      <ExportData />
      <DeleteAccount />
    </>
  );
}
