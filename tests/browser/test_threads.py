"""Two people talk over a paper: mentions reach inbox and mail, nothing moves while one types, nothing is lost."""

import asyncio
import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Person, Server, check_accessible, check_in_all_looks
from tests.browser.test_discussions import colleague, open_paper
from tests.browser.test_reading import add

__all__ = ["colleague"]


def talk(page: Page):
    return page.get_by_role("complementary", name="Discussion")


async def test_a_mention_reaches_inbox_and_mail_is_answered_and_resolved(
    page: Page, colleague: Page, person: Person, server: Server
) -> None:
    [paper] = await add(person, "eelgrass")
    await open_paper(page, person, paper)
    await colleague.goto(f"/t/{person.team['slug']}")
    await expect(colleague.get_by_role("link", name="Inbox", exact=True)).to_be_visible()

    field = talk(page).get_by_role("textbox", name="Comment on this paper")
    await field.press_sequentially("Look at **this**, $n^2$, @Li")
    await expect(page.get_by_role("option", name="Lise Meitner")).to_be_visible()
    await field.press("Enter")
    await expect(field).to_have_value("Look at **this**, $n^2$, @Lise Meitner ")
    await field.press("Control+Enter")
    mine = page.get_by_role("article", name="Thread on the paper")
    await expect(mine.locator("strong", has_text="this")).to_be_visible()
    await expect(mine.locator(".katex").first).to_be_visible()

    await expect(colleague.get_by_role("link", name="Inbox, 1 unread")).to_be_visible()
    await colleague.set_viewport_size({"width": 390, "height": 800})
    await colleague.get_by_role("button", name="Pages", exact=True).click()
    await expect(colleague.get_by_role("menuitem", name="Inbox 1 unread")).to_be_visible()
    await check_accessible(colleague)
    await colleague.keyboard.press("Escape")
    await colleague.set_viewport_size({"width": 1280, "height": 800})
    async with asyncio.timeout(30):
        while not [one for one in server.mail.messages if "mentioned you" in one["Subject"]]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    [email] = [one for one in server.mail.messages if "mentioned you" in one["Subject"]]
    assert email["To"].startswith("lise-")
    assert "Look at this, $n^2$, @Lise Meitner" in email.get_body(("plain",)).get_content()

    await colleague.keyboard.press("g")
    await colleague.keyboard.press("i")
    await expect(colleague.get_by_role("heading", name="Inbox")).to_be_visible()
    await check_in_all_looks(colleague)
    await colleague.keyboard.press("j")
    await colleague.keyboard.press("Enter")
    theirs = colleague.get_by_role("article", name="Thread on the paper")
    await expect(theirs.locator("strong", has_text="this")).to_be_visible()
    await expect(colleague.get_by_role("link", name="Inbox", exact=True)).to_be_visible()

    # While Lise types, what Grace says waits.
    reply = theirs.get_by_role("textbox", name="Reply")
    await reply.fill("I see it")
    await mine.get_by_role("textbox", name="Reply").fill("Do you?")
    await mine.get_by_role("button", name="Send", exact=True).click()
    await expect(mine).to_contain_text("Do you?")
    await expect(colleague.get_by_role("button", name="1 new")).to_be_visible()
    assert "Do you?" not in await theirs.inner_text()
    await colleague.get_by_role("button", name="1 new").click()
    await expect(theirs).to_contain_text("Do you?")

    # A draft outlives a reload, and an outage; it is said once.
    await colleague.reload()
    await expect(reply).to_have_value("I see it")
    await colleague.context.set_offline(True)
    await theirs.get_by_role("button", name="Send", exact=True).click()
    await expect(theirs).to_contain_text("Saved in this browser")
    await colleague.context.set_offline(False)
    await expect(mine).to_contain_text("I see it")
    await expect(theirs).not_to_contain_text("Saved in this browser")
    assert (await mine.inner_text()).count("I see it") == 1

    await theirs.get_by_role("button", name="Resolve").click()
    await expect(mine).to_contain_text("Resolved by Lise Meitner")
    await check_in_all_looks(page)


async def test_two_windows_edit_one_comment_and_both_texts_are_shown(page: Page, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    below = f"/api/teams/{person.team['id']}/threads"
    made = (await person.http.post(below, json={"paper": paper["id"], "text": "As it was"})).json()
    await open_paper(page, person, paper)
    card = page.get_by_role("article", name="Thread on the paper")
    await card.get_by_role("button", name=re.compile("Actions for the comment")).click()
    await page.get_by_role("menuitem", name="Edit").click()
    edit = card.get_by_role("textbox", name="Edit comment")
    await edit.fill("As I want it")
    # The card goes when the window is made narrow, and comes back with what was begun.
    await page.set_viewport_size({"width": 390, "height": 800})
    await expect(edit).to_have_count(0)
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.get_by_role("button", name="Show discussion").click()
    await expect(edit).to_have_value("As I want it")
    one = f"{below}/{made['id']}/comments/{made['comments'][0]['id']}"
    answer = await person.http.patch(one, json={"text": "As another window has it"}, headers={"If-Match": "*"})
    assert answer.status_code == 200
    await card.get_by_role("button", name="Save").click()
    conflict = card.get_by_role("alert")
    await expect(conflict).to_contain_text("As another window has it")
    await expect(edit).to_have_value("As I want it")
    await card.get_by_role("button", name="Combine both").click()
    await card.get_by_role("button", name="Save my version").click()
    await expect(card).to_contain_text("As I want it")
    await card.get_by_role("button", name="edited").click()
    history = page.get_by_role("dialog", name="Comment history")
    await expect(history).to_contain_text("As it was")


async def test_the_feed_and_the_webhooks_of_a_team(page: Page, person: Person) -> None:
    slug = person.team["slug"]
    await page.goto(f"/t/{slug}/webhooks")
    await expect(page.get_by_text("No webhooks yet.")).to_be_visible()
    await page.get_by_role("textbox", name="Endpoint URL").fill("http://127.0.0.1:8080/hook")
    await page.get_by_role("button", name="Add").click()
    await expect(page.get_by_role("alert")).to_contain_text("not on the public internet")
    await check_in_all_looks(page)
    await add(person, "eelgrass")
    await page.goto(f"/t/{slug}/activity")
    await expect(page.get_by_role("listitem").filter(has_text="Grace Hopper added a paper")).to_be_visible()
    await page.get_by_role("button", name="Create feed address").click()
    await expect(page.get_by_text("feed.atom?token=")).to_be_visible()
    await check_in_all_looks(page)
    await page.get_by_role("combobox", name="Kind").select_option("Notes")
    await expect(page.get_by_text("No matching activity.")).to_be_visible()


async def test_threads_of_the_team(page: Page, person: Person) -> None:
    [paper] = await add(person, "eelgrass")
    below = f"/api/teams/{person.team['id']}/threads"
    for text in ("Which storm?", "Settled"):
        made = (await person.http.post(below, json={"text": text, "paper": paper["id"]})).json()
    await person.http.post(f"{below}/{made['id']}/resolve")
    await page.goto(f"/t/{person.team['slug']}/threads")
    line = page.get_by_role("listitem").filter(has_text="Which storm?")
    await expect(line).to_be_visible()
    await expect(page.get_by_text("Settled")).to_have_count(0)
    await check_in_all_looks(page)
    await page.get_by_role("combobox", name="Which threads").select_option("Resolved")
    await expect(page.get_by_role("listitem").filter(has_text="Settled")).to_be_visible()
    await page.get_by_role("combobox", name="Which threads").select_option("Open")
    await line.get_by_role("link").click()
    await expect(page.get_by_role("article", name="Thread on the paper").first).to_contain_text("Which storm?")


async def test_a_comment_is_hidden_with_a_reason_that_its_author_reads(
    page: Page, colleague: Page, person: Person
) -> None:
    [paper] = await add(person, "eelgrass")
    await open_paper(page, person, paper)
    await open_paper(colleague, person, paper)
    field = talk(colleague).get_by_role("textbox", name="Comment on this paper")
    await field.fill("What rubbish")
    await field.press("Control+Enter")
    await field.blur()  # While she writes, nothing moves.
    mine = page.get_by_role("article", name="Thread on the paper")
    await mine.get_by_role("button", name="Actions for the comment by Lise Meitner").click()
    await page.get_by_role("menuitem", name="Hide from others…").click()
    await page.get_by_label("Reason").fill("Please be kind.")
    # The cards behind it go when the window is made narrow; the question and what was typed stay.
    await check_in_all_looks(page)
    await expect(page.get_by_label("Reason")).to_have_value("Please be kind.")
    await page.get_by_role("button", name="Hide", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="Show discussion").click()
    theirs = colleague.get_by_role("article", name="Thread on the paper")
    await expect(theirs).to_contain_text("Hidden from others by an admin: Please be kind.")
    await expect(theirs).to_contain_text("What rubbish")
    await check_accessible(colleague)

    # To others nothing but the place is left; here the owner's own words, for her colleague.
    await mine.get_by_role("textbox", name="Reply").fill("My own words")
    await mine.get_by_role("button", name="Send", exact=True).click()
    await expect(theirs).to_contain_text("My own words")
    threads = f"/api/teams/{person.team['id']}/papers/{paper['id']}/threads"
    [thread] = (await person.http.get(threads)).json()["items"]
    comment = f"/api/teams/{person.team['id']}/threads/{thread['id']}/comments/{thread['comments'][1]['id']}"
    await person.http.post(f"{comment}/hide", json={"reason": "Said too soon"})
    await expect(theirs).to_contain_text("An admin hid this comment by Grace Hopper.")
    await expect(theirs).not_to_contain_text("My own words")

    await mine.get_by_role("button", name="Actions for the comment by Lise Meitner").click()
    await page.get_by_role("menuitem", name="Show to others again").click()
    await expect(theirs).not_to_contain_text("Hidden from others")
    await page.goto(f"/t/{person.team['slug']}/settings/audit")
    log = page.get_by_role("listitem")
    await expect(log.filter(has_text="hid a comment: Lise Meitner, “Please be kind.”")).to_have_count(1)
    await expect(log.filter(has_text="unhid a comment: Lise Meitner")).to_have_count(1)
    await page.get_by_label("What").select_option("Comments hidden")
    await expect(log.filter(has_text="unhid a comment")).to_have_count(0)
    await expect(log).to_have_count(2)
