// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// `baton`, the whole of it: every command hangs on this one.
package struct BatonCommand: AsyncParsableCommand {
    /// What the help says, and the commands in the order of a day's work.
    package static let configuration = CommandConfiguration(
        commandName: "baton",
        abstract: "Sends, fetches and audits signed safeguarding referrals.",
        discussion: """
            Baton carries signed messages between the agencies that keep people safe, and shows \
            where a handoff was dropped. This program is what an agency's system, or a person at a \
            desk, works it with.

            To try it all on one machine:

              baton demo init /tmp/demo
              batond --config /tmp/demo/baton.yaml &
              baton schema new referral.made > referral.json
              baton send referral.made referral.json --node /tmp/demo/nodes/police.json \\
                --to https://sunderland.council.example
              baton poll --ack --node /tmp/demo/nodes/council.json

            Results go to standard output, all else to standard error. Exit status: 0 done, 64 the \
            command line is wrong, 65 refused or not valid, 69 the broker is not to be reached, \
            74 a file cannot be read or written, 75 try again later, 78 node file, key or data are \
            wrong.
            """,
        version: "0.1.0",
        subcommands: [
            SendCommand.self, ReplyCommand.self, PollCommand.self, MessagesCommand.self,
            NodesCommand.self, QuarantineCommand.self, ReceiptCommand.self, VerifyCommand.self,
            EvidenceCommand.self, AuditCommand.self, RetentionCommand.self, LogCommand.self,
            SchemaCommand.self,
            RulesCommand.self,
            CalendarCommand.self, KeyCommand.self, DemoCommand.self, SimulateCommand.self,
        ])

    /// The command without a subcommand, which shows its help.
    package init() {}
}
