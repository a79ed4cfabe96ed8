"""Write what a shell needs to complete the command: its commands, options and values, read from the parser.

Each script is text alone, so that a shell completes without starting Python. `telcoterms completion SHELL` prints it,
and the wheel brings those of bash, zsh and fish to where the shells look for them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple, assert_never, get_args

from telcoterms.files.library import providers

Shell = Literal["bash", "zsh", "fish", "powershell"]
SHELLS: Final[tuple[Shell, ...]] = get_args(Shell)
FILES: Final = frozenset({"FILE", "IN", "OUT", "INVOICES", "PAYMENTS"})
"""What the help shows for the name of a file."""


class Word(NamedTuple):
    """A command or an option, and what it means."""

    text: str
    meaning: str


class Option(NamedTuple):
    """An option under its names: whether a value follows it, and the values that are known; none where it is a file."""

    names: tuple[Word, ...]
    takes_value: bool
    values: tuple[str, ...]
    is_file: bool


class Command(NamedTuple):
    """A command by its words, such as `compare late-charge`: what can follow it."""

    words: tuple[str, ...]
    commands: tuple[Word, ...]
    options: tuple[Option, ...]
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        """The words after the name of the program."""
        return " ".join(self.words)

    @property
    def all_words(self) -> tuple[Word, ...]:
        """The commands, then the options."""
        return (*self.commands, *(name for option in self.options for name in option.names))


def commands_of(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[Command]:
    """Yield a parser's command, then each command below it."""
    commands: list[Word] = []
    options: list[Option] = []
    values: list[str] = []
    below: Mapping[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            below = action.choices
            commands += [Word(chosen.dest, _one_line(chosen.help)) for chosen in action._choices_actions]
        elif action.option_strings:
            options.append(_option(action))
        else:
            values += map(str, action.choices or ())
    yield Command(words, tuple(commands), tuple(options), tuple(values))
    for name, command in below.items():
        yield from commands_of(command, (*words, name))


def _option(action: argparse.Action) -> Option:
    names = tuple(Word(name, _one_line(action.help)) for name in action.option_strings)
    is_provider = "--provider" in action.option_strings
    values = providers() if is_provider else tuple(map(str, action.choices or ()))
    return Option(names, action.nargs != 0, values, action.metavar in FILES or is_provider)


def _one_line(text: str | None) -> str:
    """Return the start of a meaning, up to what goes on about it."""
    return " ".join(str(text).replace("%%", "%").split()).partition("; ")[0]


def completion(shell: Shell, parser: argparse.ArgumentParser) -> str:
    """Return the script for a shell."""
    commands = tuple(commands_of(parser))
    match shell:
        case "bash":
            return _bash(commands)
        case "zsh":
            return _zsh(commands)
        case "fish":
            return _fish(commands)
        case "powershell":
            return _powershell(commands)
    assert_never(shell)


def _by_values(commands: Iterable[Command]) -> dict[tuple[str, ...], list[tuple[Command, Word]]]:
    """Return the options that have known values, those with the same values together."""
    grouped: dict[tuple[str, ...], list[tuple[Command, Word]]] = {}
    for command in commands:
        for option in command.options:
            for name in option.names if option.values else ():
                grouped.setdefault(option.values, []).append((command, name))
    return grouped


def _groups(commands: Iterable[Command]) -> list[str]:
    """Return the commands that another command follows."""
    return [command.name for command in commands if command.words and command.commands]


def _free(commands: Iterable[Command]) -> list[str]:
    """Return the options whose value nothing is known of but that it may be a file."""
    free = {
        name.text
        for command in commands
        for option in command.options
        if option.takes_value and not option.values
        for name in option.names
    }
    return sorted(free)


BASH: Final = """\
# Completion of telcoterms for bash: source it, or put it where bash-completion looks for telcoterms.
_telcoterms() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" command="" words=""
    COMPREPLY=()
    [ "$COMP_CWORD" -gt 1 ] && command="${{COMP_WORDS[1]}}"
    case "$command" in
    {groups}) [ "$COMP_CWORD" -gt 2 ] && command="$command ${{COMP_WORDS[2]}}" ;;
    esac
    case "$command/$previous" in
{values}
    {free}) return ;;
    *)
        case "$command" in
{commands}
        esac
        ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _telcoterms telcoterms
"""


def _bash(commands: Sequence[Command]) -> str:
    values = [
        f"    {'|'.join(_quoted(f'{command.name}/{name.text}') for command, name in named)})"
        f" words={_quoted(' '.join(words))} ;;"
        for words, named in _by_values(commands).items()
    ]
    lines = [
        f"        {_quoted(command.name)})"
        f" words={_quoted(' '.join([*command.values, *(word.text for word in command.all_words)]))} ;;"
        for command in commands
    ]
    return _filled(BASH, commands, values, lines)


ZSH: Final = """\
#compdef telcoterms
# Completion of telcoterms for zsh: put it into a folder of $fpath under the name _telcoterms.
_telcoterms() {{
    local previous="${{words[CURRENT-1]}}" command=""
    local -a found
    (( CURRENT > 2 )) && command="${{words[2]}}"
    case "$command" in
    {groups}) (( CURRENT > 3 )) && command="$command ${{words[3]}}" ;;
    esac
    case "$command/$previous" in
{values}
    {free}) _files ; return ;;
    esac
    case "$command" in
{commands}
    esac
    _describe telcoterms found
    [[ $PREFIX == -* ]] || _files
}}
if [ "$funcstack[1]" = "_telcoterms" ]; then
    _telcoterms "$@"
else
    compdef _telcoterms telcoterms
fi
"""


def _zsh(commands: Sequence[Command]) -> str:
    values = []
    for words, named in _by_values(commands).items():
        places = "|".join(_quoted(f"{command.name}/{name.text}") for command, name in named)
        files = "_files ; " if words == providers() else ""
        values.append(f"    {places}) compadd -- {' '.join(words)} ; {files}return ;;")
    lines = []
    for command in commands:
        found = [*command.values, *(f"{word.text}:{word.meaning}" for word in command.all_words)]
        lines.append(f"    {_quoted(command.name)}) found=({' '.join(map(_quoted, found))}) ;;")
    return _filled(ZSH, commands, values, lines)


def _filled(script: str, commands: Sequence[Command], values: Iterable[str], lines: Iterable[str]) -> str:
    """Return a script of bash or zsh with the cases of the values of options, and those of the commands."""
    return script.format(
        groups="|".join(_groups(commands)),
        values="\n".join(values),
        free="|".join(f"*/{name}" for name in _free(commands)),
        commands="\n".join(lines),
    )


FISH: Final = """\
# Completion of telcoterms for fish: put it into ~/.config/fish/completions/telcoterms.fish.
function __telcoterms_command_is
    set -l typed (commandline -opc)[2..-1]
    set -l wanted $argv
    set -l count (count $wanted)
    if test $count -eq 0
        test (count $typed) -eq 0
        return
    end
    test (count $typed) -ge $count; and test "$typed[1..$count]" = "$wanted"
end
"""


def _fish(commands: Sequence[Command]) -> str:
    lines = [FISH]
    for command in commands:
        start = f"complete -c telcoterms -n {_quoted(f'__telcoterms_command_is {command.name}'.rstrip())}"
        lines += [
            f"{start} -f -a {_fish_quoted(word.text)} -d {_fish_quoted(word.meaning)}" for word in command.commands
        ]
        lines += [f"{start} -f -a {_fish_quoted(' '.join(command.values))}"] if command.values else []
        for option in command.options:
            names = [
                f"-l {name.text[2:]}" if name.text.startswith("--") else f"-s {name.text[1:]}" for name in option.names
            ]
            value = ""
            if option.takes_value:
                value = " -r" + (f" -a {_fish_quoted(' '.join(option.values))}" if option.values else "")
                value += "" if option.is_file or not option.values else " -f"
            lines.append(f"{start} {' '.join(names)}{value} -d {_fish_quoted(option.names[0].meaning)}")
    return "\n".join(lines) + "\n"


POWERSHELL: Final = """\
# Completion of telcoterms for PowerShell: put it into your $PROFILE.
Register-ArgumentCompleter -Native -CommandName telcoterms -ScriptBlock {{
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object {{ $_.Extent.EndOffset -lt $cursorPosition }} |
        ForEach-Object {{ $_.ToString() }})
    $command = if ($words.Count -gt 1) {{ $words[1] }} else {{ '' }}
    if (@({groups}) -contains $command -and $words.Count -gt 2) {{ $command = "$command $($words[2])" }}
    $values = @{{
{values}
    }}
    $commands = @{{
{commands}
    }}
    $place = "$command/$($words[-1])"
    if ($values.ContainsKey($place)) {{ $found = $values[$place] | ForEach-Object {{ , @($_, $_) }} }}
    elseif (@({free}) -contains $words[-1]) {{ return }}
    else {{ $found = $commands[$command] }}
    $found | Where-Object {{ $_[0] -like "$wordToComplete*" }} | ForEach-Object {{
        [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
    }}
}}
"""


def _powershell(commands: Sequence[Command]) -> str:
    values = [
        f"        {_doubled(f'{command.name}/{name.text}')} = @({', '.join(map(_doubled, words))})"
        for words, named in _by_values(commands).items()
        for command, name in named
    ]
    lines = []
    for command in commands:
        found = [*(Word(value, value) for value in command.values), *command.all_words]
        pairs = ", ".join(f"@({_doubled(word.text)}, {_doubled(word.meaning)})" for word in found)
        lines.append(f"        {_doubled(command.name)} = @({pairs})")
    return POWERSHELL.format(
        groups=", ".join(map(_doubled, _groups(commands))),
        values="\n".join(values),
        free=", ".join(map(_doubled, _free(commands))),
        commands="\n".join(lines),
    )


def _quoted(text: str) -> str:
    """Return text as one word of bash, of zsh and of fish where it has no mark that it quotes by itself."""
    return "'" + text.replace("'", "'\\''") + "'"


def _fish_quoted(text: str) -> str:
    """Return text as one word of fish, in which a backslash quotes inside quotation marks too."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _doubled(text: str) -> str:
    """Return text as one word of PowerShell."""
    return "'" + text.replace("'", "''") + "'"
