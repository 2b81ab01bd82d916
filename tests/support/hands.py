"""Somebody who works by keyboard alone, and knows no key but those that the screen tells."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

FARTHEST = 120
"""Steps from one end of a page to another; more of them, and somebody would give up."""

LOOKS = 20
"""How often the page of keys is read again for one that is not there yet."""


class Hands:
    """One pair of hands at a page: they find things by their accessible names, and keys by the page that lists them."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._keys: dict[str, str] = {}
        self.strikes = 0
        """Keys struck so far, without those that turn the page of keys, and without words."""

    def find_keys(self, called: str) -> None:
        """Reads which keys act on this screen, from the page that the hint called so opens."""
        hint = self._page.locator("li", has_text=called).locator("kbd")
        self._page.keyboard.press(hint.inner_text().strip())
        self._read(self.strikes)

    def look_again(self) -> None:
        """Reads them on another screen, by what is known by now."""
        before = self.strikes
        self.press("显示全部按键")
        self._read(before)

    def press_shortcut_of(self, button: Locator) -> None:
        """Presses the key that a button says is its own."""
        expect(button).to_be_enabled()
        self._strike(button.get_attribute("aria-keyshortcuts") or "")

    def _strike(self, key: str) -> None:
        self.strikes += 1
        self._page.keyboard.press(key)

    def _read(self, strikes: int) -> None:
        sheet = self._page.get_by_role("dialog")
        expect(sheet).to_be_visible()
        self._keys = {
            row.locator("dt").inner_text(): row.locator("[data-press]").first.get_attribute("data-press") or ""
            for row in sheet.locator("dl > div").all()
        }
        self.go_to(sheet.get_by_role("button", name="关闭"))
        self.press("按下按钮或链接")
        expect(sheet).to_have_count(0)
        self.strikes = strikes

    def press(self, name: str) -> None:
        """Presses the key of that name."""
        tries = 0
        while name not in self._keys and tries < LOOKS:  # the desk may still be asked what can be done
            tries += 1
            self._page.wait_for_timeout(500)
            self.look_again()
        assert name in self._keys, f"no key for {name} among {sorted(self._keys)}"
        self._strike(self._keys[name].replace("Ctrl", "Control"))

    def go_to(self, target: Locator) -> None:
        """Goes on until the target has the focus."""
        expect(target).to_be_visible()
        for _ in range(FARTHEST):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.press("下一项")
        raise AssertionError(f"never reached: {target}")

    def follow(self, target: Locator) -> None:
        """Goes to a button or link and presses it."""
        self.go_to(target)
        self.press("按下按钮或链接")

    def write(self, field: str, words: str) -> None:
        """Goes to a field and types."""
        self.go_to(self._page.get_by_role("textbox", name=field))
        self._page.keyboard.type(words)

    def choose(self, option: str) -> None:
        """Moves among the options of the group that has the focus until this one is chosen."""
        wanted = self._page.get_by_role("radio", name=option)
        self._until(wanted.is_checked, option)

    def pick(self, field: str, option: str) -> None:
        """Goes to a list and moves until the option is chosen."""
        chosen = self._page.get_by_role("combobox", name=field)
        self.go_to(chosen)
        self._until(lambda: bool(chosen.evaluate("list => list.selectedOptions[0]?.text") == option), option)

    def walk_to(self, row: Locator) -> None:
        """Moves down a list until the row has the focus."""
        expect(row).to_be_visible()
        for _ in range(FARTHEST):
            if row.evaluate("element => element === document.activeElement"):
                return
            self.press("下一行")
        raise AssertionError(f"never reached: {row}")

    def say(self, words: str) -> None:
        """Types where the focus is, and sends."""
        self._page.keyboard.type(words)
        self.press("发送")

    def _until(self, reached: Callable[[], bool], option: str) -> None:
        for _ in range(FARTHEST):
            if reached():
                return
            self.press("在选项之间")
        raise AssertionError(f"never chosen: {option}")
