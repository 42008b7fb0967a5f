// SPDX-License-Identifier: Apache-2.0

import Foundation
import Safeguarding
import Testing

@testable import Daemon

@Suite struct `The data that comes with Baton` {
    let desk: Desk

    init() throws { desk = try Desk() }

    private func make(_ folders: String...) throws {
        for folder in folders { try LocalFile.make(folder: "\(desk.path)/\(folder)/schemas") }
    }

    private func search(
        option: String? = nil, environment: String? = nil, program: String = "usr/bin/batond"
    ) -> DataSearch {
        DataSearch(
            option: option.map { "\(desk.path)/\($0)" },
            environment: environment.map { "\(desk.path)/\($0)" },
            program: "\(desk.path)/\(program)")
    }

    @Test func `is where --data says, before all else`() throws {
        try make("named", "variable", "usr/share/baton")
        let search = search(option: "named", environment: "variable")
        #expect(try search.folder() == DataFolder("\(desk.path)/named"))
    }

    @Test func `is where BATON_DATA says, before what stands beside the program`() throws {
        try make("variable", "usr/share/baton")
        let search = search(environment: "variable")
        #expect(try search.folder() == DataFolder("\(desk.path)/variable"))
    }

    @Test func `stands beside the program, before a source tree`() throws {
        try make("usr/share/baton", "usr")
        try desk.write("usr/Package.swift", [])
        #expect(try search().folder() == DataFolder("\(desk.path)/usr/share/baton"))
    }

    @Test func `is the source tree that holds the program`() throws {
        try make("tree", "tree/.build/inner")
        try desk.write("tree/Package.swift", [])
        let search = search(program: "tree/.build/inner/debug/batond")
        #expect(try search.folder() == DataFolder("\(desk.path)/tree"))
    }

    @Test func `is refused where it was named and is not`() throws {
        try make("usr/share/baton")
        #expect(throws: DataNotFound.notThere("\(desk.path)/gone", namedBy: "--data")) {
            try search(option: "gone").folder()
        }
        #expect(throws: DataNotFound.notThere("\(desk.path)/gone", namedBy: "BATON_DATA")) {
            try search(environment: "gone").folder()
        }
    }

    @Test func `is missed by every place that was looked at`() throws {
        let expected = DataNotFound.nowhere(
            installed: "\(desk.path)/usr/share/baton", above: "\(desk.path)/usr/bin")
        #expect(throws: expected) { try search().folder() }
        #expect(expected.description.hasSuffix("name its folder with --data or BATON_DATA"))
    }

    @Test func `is found by the program that runs these tests`() throws {
        #expect(DataSearch(option: nil).program.contains("/"))
        #expect(try DataSearch(option: Desk.data.path).folder() == Desk.data)
    }

    @Test func `may stand in either of its shapes`() throws {
        try make("flat")
        try LocalFile.make(folder: "\(desk.path)/flat/rules")
        try desk.write("flat/rules/mine.yaml", [])
        #expect(DataFolder("\(desk.path)/flat").packNames == ["mine"])
        #expect(Desk.data.packNames.contains("demo"))
        #expect(Desk.data.calendarNames.contains("england-and-wales"))
    }

    @Test func `is refused with the place of a schema that is broken`() throws {
        try LocalFile.make(folder: "\(desk.path)/broken/schemas/referral.made")
        try desk.write("broken/schemas/referral.made/1.0.0.json", Array("{\n  \"$id\": ,\n}".utf8))
        let faults = #expect(throws: SourceFaults.self) {
            try ShippedSchemas(DataFolder("\(desk.path)/broken"))
        }
        let first = try #require(faults?.faults.first)
        #expect(desk.plain(first.file) == "broken/schemas/referral.made/1.0.0.json")
        #expect((first.line, first.column) == (2, 10))
    }

    @Test func `is refused with the file whose annotations are wrong`() throws {
        try LocalFile.make(folder: "\(desk.path)/wrong/schemas/cat.lost")
        let schema = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema",
             "$id":"https://w3id.org/baton/schema/cat.lost/1.0.0",
             "x-baton":{"event":"https://w3id.org/baton/event/cat.lost/v2"}}
            """
        try desk.write("wrong/schemas/cat.lost/1.0.0.json", Array(schema.utf8))
        let faults = #expect(throws: SourceFaults.self) {
            try ShippedSchemas(DataFolder("\(desk.path)/wrong"))
        }
        let first = try #require(faults?.faults.first)
        #expect(desk.plain(first.file) == "wrong/schemas/cat.lost/1.0.0.json")
        #expect(first.what.contains("is not of that type and major version"))
    }

    @Test func `is refused when it holds no schemas`() throws {
        try make("empty")
        let faults = #expect(throws: SourceFaults.self) {
            try ShippedSchemas(DataFolder("\(desk.path)/empty"))
        }
        #expect(
            faults.map { desk.plain($0.description) }
                == "empty/schemas:1:1: there are no schemas, restore the data that came with Baton")
    }
}
