// Shown while a page comes; says nothing for a moment, so that quick pages do not flicker.
import { Center, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';

export function Waiting() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(true), 250);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <Center mih={240} role="status" aria-label="Loading">
      {shown && <Loader aria-hidden />}
    </Center>
  );
}
