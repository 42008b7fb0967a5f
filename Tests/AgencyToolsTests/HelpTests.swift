// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Testing

@Suite struct `The help` {
    /// Every command, those inside others too.
    static func commands(
        under command: any ParsableCommand.Type = BatonCommand.self
    ) -> [any ParsableCommand.Type] {
        [command]
            + command.configuration.subcommands.flatMap { commands(under: $0) }
    }

    @Test func `of every command that does something shows an example of it`() {
        let commands = Self.commands().filter { $0 is any AgencyCommand.Type }
        #expect(commands.count == 48)
        for command in commands {
            let help = BatonCommand.helpMessage(for: command, columns: 100)
            let name = command.configuration.commandName ?? ""
            #expect(command.configuration.abstract.hasSuffix("."), "\(name)")
            let examples = command.configuration.discussion.split(separator: "\n").filter {
                $0.hasPrefix("  baton ") && $0.contains(name)
            }
            #expect(!examples.isEmpty, "\(name) shows no example:\n\(help)")
        }
    }

    @Test func `keeps its examples whole on a terminal of 80 columns`() {
        for command in Self.commands() {
            for line in command.configuration.discussion.split(separator: "\n")
            where line.hasPrefix("  ") {
                #expect(line.count <= 80, "\(line)")
            }
        }
    }

    @Test func `names all commands of this version`() {
        let names = Self.commands().compactMap { $0.configuration.commandName }
        let all = """
            annex-a approve audit baton calendar check check checkpoint compare compat demo doc due \
            evidence explain explain hold holds init key list list list log messages mirror missed \
            new new nodes plan poll public quarantine question reads receipt referrals release reply \
            resubmit retention revoked rotate rules run schema send sharing show show simulate test \
            thread timestamps validate verify withdraw
            """
        #expect(names.sorted().joined(separator: " ") == all)
    }
}
