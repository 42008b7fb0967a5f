// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Intake
import Safeguarding
import Schema

/// Writes the pages of reference.
struct SchemaDocCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "doc",
        abstract: "Writes the page of reference of an event type, or of all, as Markdown.",
        discussion: """
            Each page is made from the schema alone: every member, what is asked of it, the code \
            lists and an example.

              baton schema doc referral.made
              baton schema doc --out reference
            """)

    @Argument(help: "The event type; with --out, all of them when it is left out.")
    var type: String?

    @Option(help: "The folder to write <type>.md into; it is made when it is not there.")
    var out: String?

    @OptionGroup var data: DataOptions

    var writesJSON: Bool { false }

    func validate() throws {
        if type == nil, out == nil {
            throw ValidationError("name an event type, or with --out a folder for all pages")
        }
    }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let shipped = try ShippedData(option: data.data, in: surroundings)
        let catalogue = try shipped.catalogue()
        let entries =
            if let type { [try catalogue.entry(named: type)] } else { catalogue.entries }
        for entry in entries {
            let page = ReferencePage(of: entry, in: catalogue.registry).text
            guard let out else {
                try surroundings.results.write(Array(page.utf8))
                continue
            }
            try Files.makeFolder(out, mode: 0o755)
            try Files.writeNew("\(out)/\(entry.type.name).md", Array(page.utf8))
        }
    }
}
