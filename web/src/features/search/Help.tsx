// How to search, shown where there is nothing else to show.
import { Code, List, Text } from '@mantine/core';

export function Help({ nothing }: { nothing: boolean }) {
  return (
    <>
      {nothing && <Text mb="sm">No results. Try fewer or different words:</Text>}
      <List spacing={6} size="sm">
        <List.Item>
          <Code>seagrass recovery</Code> pages, notes and comments with both words, ignoring accents and endings
        </List.Item>
        <List.Item>
          <Code>"tide gauges"</Code> the exact phrase
        </List.Item>
        <List.Item>
          <Code>recovery -fish</Code> leaves out what has a word
        </List.Item>
        <List.Item>
          <Code>author:curie title:polonium</Code> authors and titles
        </List.Item>
        <List.Item>
          <Code>year:2015..2020</Code> a range of years
        </List.Item>
      </List>
    </>
  );
}
