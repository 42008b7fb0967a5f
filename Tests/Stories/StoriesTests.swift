// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Synchronization
import Testing

/// What the inspectors found, a story each.
///
/// `NAME.story` is played through the front door, and what everybody heard must be what
/// `NAME.transcript` says. `UPDATE=1` writes transcripts anew, to be read by somebody who knows the
/// work before they are kept.
@Suite struct `A story of what inspectors found` {
    private static let folder = Checkout.file("Tests/Stories/Told")

    private static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".story") }.map { String($0.dropLast(6)) }.sorted()
    }()

    @Test(arguments: names) func `goes as its transcript says`(_ name: String) async throws {
        let place = Self.folder.appending(path: name)
        let story = try Story(
            reading: String(contentsOf: place.appendingPathExtension("story"), encoding: .utf8))
        let first = try #require(story.scenes.first)
        let stage = try await StoryStage(StoryTown(), at: first.at)
        let played = Mutex("")
        try await stage.serve { client in
            let transcript = try await StoryPlayer(story, on: stage, by: client).play()
            played.withLock { $0 = transcript }
        }
        let golden = place.appendingPathExtension("transcript")
        let transcript = played.withLock { $0 }
        if ProcessInfo.processInfo.environment["UPDATE"] != nil {
            try transcript.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(try transcript == String(contentsOf: golden, encoding: .utf8))
    }

    /// One for each line of issue 6.14, in its order.
    private static let wanted = [
        "police-information-reaches-the-council", "police-do-not-come",
        "nobody-says-that-they-have-it", "caseload-over-the-limit", "no-return-interview",
        "exploitation-is-cross-reported", "a-care-leaver-falls-out-of-touch",
        "referred-back-and-answered-late", "the-partnership-sees-it", "an-escalation-climbs",
        "a-restricted-operation", "an-out-of-hours-gap", "siblings-with-different-decisions",
    ]

    @Test func `is told for each line of the report`() {
        #expect(Self.wanted.filter { !Self.names.contains($0) } == [])
    }
}
