// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import AgencyTools

@Suite struct `What was corrected or retracted, in the tables of baton` {
    private let marks =
        #""amended":[{"kind":"corrected"},{"kind":"retracted"},{"kind":"corrected"}]"#

    private func items(_ members: String) throws -> [JSONNode] {
        try JSONDocument(parsing: "[{\(members),\(marks)},{\(members)}]").root.elements.map { $0 }
    }

    @Test func `stands beside the verdict on what it opened`() throws {
        let items = try items(#""verdict":"missed","rule":"R1""#)
        let table = ExpectationTable.table(of: items)
        #expect(
            table.rows.map { $0[5].text } == ["missed (message corrected, retracted)", "missed"])
        let column = try #require(ExpectationTable.columns.firstIndex(of: "amended"))
        #expect(
            items.map { ExpectationTable.values(of: $0)[column] } == ["corrected retracted", ""])
    }

    @Test func `stands beside the step that brought it, for spreadsheets too`() throws {
        let steps = try items(#""kind":"accepted","jti":"j""#).map(\.value)
        let answer = JSONValue.object([JSONMember("steps", .array(steps))])
        let story = ThreadStory(try JSONDocument(parsing: answer.canonical).root)
        let lines = story.csv.split(separator: "\r\n")
        let column = lines[0].split(separator: ",").firstIndex(of: "amended")
        let fields = lines.dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(fields.map(\.count) == [lines[0], lines[0]].map { $0.split(separator: ",").count })
        #expect(fields.map { $0[column ?? 0] } == ["corrected retracted", ""])
    }

    @Test func `stands beside what a refused one became`() throws {
        let items = try items(#""state":"resubmitted""#).map(\.value)
        let refused = items.map { by in
            JSONValue.object([JSONMember("state", "resubmitted"), JSONMember("by", by)])
        }
        let nodes = try JSONDocument(parsing: JSONValue.array(refused).canonical).root.elements
        let table = QuarantineStory.list(nodes.map { $0 })
        #expect(
            table.rows.map { $0[7].text }
                == ["resubmitted, corrected, retracted", "resubmitted"])
    }

    @Test func `stands in a plan of what is due`() throws {
        let table = RetentionStory.messages(try items(#""entry":7"#))
        #expect(table.rows.map { $0.last?.text } == ["corrected retracted", ""])
    }
}
