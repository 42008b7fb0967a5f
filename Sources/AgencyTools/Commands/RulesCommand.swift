// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Shows and checks the rules by which handoffs are judged.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Shows, checks and explains the rules by which handoffs are judged.",
        subcommands: [RulesCheckCommand.self, RulesShowCommand.self, RulesExplainCommand.self])
}

/// The option of a command that reads rules.
struct PackOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The rule pack: one that ships, or the path of a file.", valueName: "name|file"))
    var pack = "england-2026.1"

    @OptionGroup var data: DataOptions

    /// The files of rules and calendars.
    func files(in surroundings: Surroundings) -> RuleFiles {
        RuleFiles(data: data, surroundings: surroundings)
    }
}

/// Says whether files are rule packs.
struct RulesCheckCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks rule packs, and overlays with the pack that they lie over.",
        discussion: """
            Prints `<file>: valid`, or everything that is wrong as `<file>:<line>:<column>: …`, and \
            ends with 65 when something is. The types, particulars, values and members that rules ask \
            for are held against the schemas that came with the product.

              baton rules check sunderland-2026.1.yaml
            """)

    @Argument(help: "The files.")
    var files: [String]

    @OptionGroup var data: DataOptions

    var writesJSON: Bool { false }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let reader = RuleFiles(data: data, surroundings: surroundings)
        let vocabulary = try reader.vocabulary()
        var wrong = 0
        for file in files {
            // A path with a slash is always a file's, whatever ships under the same name.
            let path = file.contains("/") ? file : "./\(file)"
            do throws(ToolFailure) {
                _ = try reader.pack(path, in: vocabulary)
                try surroundings.results.line("\(file): valid")
            } catch {
                guard error.status == .data else { throw error }
                wrong += 1
                for line in error.lines {
                    let isOwn = line.hasPrefix("\(path):")
                    let shown = isOwn ? file + line.dropFirst(path.count) : line
                    try surroundings.results.line(shown)
                }
            }
        }
        guard wrong == 0 else {
            throw ToolFailure(.data, "\(wrong) of \(files.count) files cannot be used as rules")
        }
    }
}

/// Shows what rules say.
struct RulesShowCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows the rules of a pack, or one of them, with their sources.",
        discussion: """
              baton rules show
              baton rules show R6
              baton rules show --pack sunderland-2026.1.yaml R13.next
            """)

    @Argument(help: "The rule, such as R6 or R6.held; all of them when it is left out.")
    var rule: String?

    @OptionGroup var options: PackOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let pack = try options.files(in: surroundings).pack(options.pack)
        let rules = if let rule { try pack.duties(rule) } else { pack.timescales }
        let results = surroundings.results
        guard !output.json else {
            var members: [JSONMember] = [
                .init("pack", .string(pack.name)), .init("about", .string(pack.about)),
                .init("items", .array(rules.map { RuleText(rule: $0).json })),
            ]
            if let base = pack.base { members.insert(.init("over", .string(base)), at: 1) }
            return try results.line(JSONValue.object(members).text)
        }
        if rule == nil {
            try results.line(pack.name + (pack.base.map { ", over \($0)" } ?? ""))
            try results.line(pack.about)
            try results.line("")
        }
        for rule in rules {
            for line in RuleText(rule: rule).lines { try results.line(line) }
            try results.line("")
        }
        for (name, because) in pack.switchedOff.sorted(by: { $0.key < $1.key })
        where rule == nil {
            try results.line("\(name)  switched off: \(because)")
        }
    }
}
