// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Wire

/// Says whether two versions of a schema may be in use together.
struct SchemaCompatCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "compat",
        abstract: "Says whether a newer version of a schema may replace an older one.",
        discussion: """
            Within a major version every version must get on with every other: a minor one may add \
            optional members, relax bounds, extend open lists and deprecate; it may not remove, \
            rename, require, tighten or retype. Prints what breaks, what only the golden instances \
            can tell, and what an older receiver will refuse; the golden instances of each \
            (`golden/<version>.json` beside the file) are held against the other. Ends with 65 \
            when the two are not compatible, and when something that the structure does not tell \
            stands where no golden instance of the older version has a value.

              baton schema compat referral.made/1.0.0.json referral.made/1.1.0.json
            """)

    @Argument(help: "The file of the older version.")
    var old: String

    @Argument(help: "The file of the newer version.")
    var new: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let library = try SchemaLibrary(data, in: surroundings)
        let verdict = try CompatibilityVerdict(old: old, new: new, library: library)
        if output.json {
            try surroundings.results.line(verdict.json.text)
        } else {
            for line in verdict.lines { try surroundings.results.line(line) }
        }
        guard verdict.breakingCount == 0 else {
            throw ToolFailure(
                .data, "\(new) may not be a minor version: call it a new major one, or mend it")
        }
        guard verdict.isCompatible else {
            throw ToolFailure(
                .data,
                "Whether \(new) may be a minor version is not decided: add valid instances with a "
                    + "value at each undecided place to \(GoldenInstances.path(of: old))")
        }
    }
}
