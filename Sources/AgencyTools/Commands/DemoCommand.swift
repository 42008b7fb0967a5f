// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Intake
import Safeguarding
import Wire

/// Makes a partnership to try Baton with.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Makes a partnership to try Baton with, and plays its story.",
        subcommands: [DemoInitCommand.self, DemoRunCommand.self])
}

/// Writes a demonstration into a folder.
struct DemoInitCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a demonstration partnership into a new or empty folder.",
        discussion: """
            Makes a broker's configuration, fresh keys, and a node file for each of police, \
            health, council, school, partnership and inspectorate. Health subscribes to referrals; \
            no agreement lets one go to the school. demo.json lists it all for other programs. The \
            keys lie beside each other: nothing of it is fit for a real case.

              baton demo init /tmp/demo
              batond --config /tmp/demo/baton.yaml

            With --rules demo the limits are seconds instead of days, to watch one being missed.
            """)

    @Argument(help: "The folder.")
    var folder: String

    @Option(
        help: ArgumentHelp("The port for agencies; the operator's is the next.", valueName: "port"))
    var port = 8470

    @Option(
        help: ArgumentHelp(
            "The rules in force: \(DemoFolder.packs.joined(separator: " or ")).",
            valueName: "pack"))
    var rules = "england-2026.1"

    @Flag(help: "Let the broker speak TLS, with certificates made for it and for each node.")
    var tls = false

    @OptionGroup var options: DataOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func validate() throws {
        guard (1...65_534).contains(port) else {
            throw ValidationError("--port is from 1 to 65534: the operator's is the next")
        }
        guard DemoFolder.packs.contains(rules) else {
            let packs = DemoFolder.packs.joined(separator: " or ")
            throw ValidationError("--rules is \(packs)")
        }
    }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let target = try DemoFolder(folder)
        let data = try ShippedData(option: options.data, in: surroundings)
        let types = try data.catalogue().entries.filter { !$0.isIssuedByBroker }.map(\.type.name)
        let demo = DemoPartnership(
            port: port, rules: rules, types: types, today: London.date(at: surroundings.now()),
            isSecure: tls)
        try target.write(demo, data: data, random: surroundings.random)
        let results = surroundings.results
        if output.json { return try results.line(try demo.summary().text) }
        try results.line("\(folder)/baton.yaml")
        try surroundings.notes.line("Start the broker: batond --config \(folder)/baton.yaml")
        try surroundings.notes.line(
            "Then send from \(folder)/nodes/police.json, poll with council.json.")
    }
}
