// What ScrollKeeper is made of, with the credits that licences ask for.
import { Anchor, Container, List, Text, Title } from '@mantine/core';
import { CITEPROC_SOURCE } from '../ui/citeproc';
import { usePageTitle } from '../ui/usePageTitle';

export function AboutPage() {
  usePageTitle('About');
  return (
    <Container size="sm" py="xl">
      <Title order={1}>About ScrollKeeper</Title>
      <Text mt="md">
        The shared reading room of a research group. ScrollKeeper is free software under the Apache License 2.0, and
        built on the work of many others:
      </Text>
      <List mt="md" spacing="sm">
        <List.Item>
          Citations are formatted by{' '}
          <Anchor href="https://github.com/Juris-M/citeproc-js" target="_blank" rel="noopener noreferrer">
            citeproc-js
          </Anchor>
          , which implements the Citation Style Language. © Frank Bennett, citationstyles.org. It is used unmodified
          under the CPAL 1.0;{' '}
          <Anchor href={CITEPROC_SOURCE} target="_blank" rel="noopener noreferrer">
            its source is here
          </Anchor>
          .
        </List.Item>
        <List.Item>
          Styles and locales are those of the{' '}
          <Anchor href="https://citationstyles.org/" target="_blank" rel="noopener noreferrer">
            Citation Style Language
          </Anchor>{' '}
          project, unmodified, under CC BY-SA 3.0.
        </List.Item>
        <List.Item>PDFs are shown by pdf.js and read with PDFium.</List.Item>
      </List>
    </Container>
  );
}
