export function SignUpPage({ next }: { next?: string }) {
  return <p>SignUp {next}</p>;
}
