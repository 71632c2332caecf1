export function SignInPage({ next }: { next?: string }) {
  return <p>SignIn {next}</p>;
}
