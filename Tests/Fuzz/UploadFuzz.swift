// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing

@testable import Audit

/// Any bytes as the file of `POST /audit/questions/Q7`, and held against what the broker carried.
///
/// Every line is told once: as an episode, as a child or as a fault, and each is in the comparison.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzUpload(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let returned = try? ReturnedEpisodes(reading: input, keyed: keyed) else { return 0 }
    let lines =
        returned.episodes.map(\.line) + (returned.children ?? []).map(\.line)
        + returned.faults.map(\.line)
    precondition(Set(lines).count == returned.lineCount, "a line is told twice")
    precondition(lines.allSatisfy { (2...(count + 1)).contains($0) }, "a line is not there")
    compareEpisodes(returned)
    compareChildren(returned.children ?? [])
    return 0
}

private func compareEpisodes(_ returned: ReturnedEpisodes) {
    for episode in returned.episodes {
        precondition(episode.end.map { $0 >= episode.start } ?? true, "it ends before it begins")
    }
    for period in Here.periods {
        let found = EpisodeComparison(
            returned, with: Here.episodes, during: period, person: Here.person)
        let told = found.lines.compactMap(\.there)
        precondition(told.count + found.outside == returned.episodes.count, "one is lost")
        let here = Here.episodes.filter { period.contains($0.reportedAt) }
        precondition(found.lines.compactMap(\.here).count == here.count, "one of ours is lost")
        for line in found.lines { _ = line.difference }
    }
}

private func compareChildren(_ children: [ReturnedEpisodes.Child]) {
    let here = [1: LookedAfterComparison.Here(episodes: 2, wasOffered: true, isPlaced: true)]
    let found = LookedAfterComparison(children, with: here, person: Here.person)
    precondition(found.lines.compactMap(\.there) == children, "a child is lost")
    for line in found.lines { _ = line.differences }
}

/// Most children are somebody whom nobody here knows.
private func keyed(_ value: String, _ system: String) -> [UInt8] {
    system == ReturnedEpisodes.systems[0] ? Array(value.utf8.prefix(16)) : []
}

/// What the broker carried of the children `7` and `8`.
private enum Here {
    static let noon = Instant(seconds: 1_780_574_400)
    static let periods = [
        noon.adding(milliseconds: -86_400_000)..<noon.adding(milliseconds: 864_000_000),
        Instant(milliseconds: .min)..<Instant(milliseconds: .max),
    ]
    static let episodes = [(0, 1, 5), (1, nil, nil), (1, 2, nil), (40, 1, 60)].map {
        (day: Int64, person: Int?, end: Int64?) in
        EpisodeComparison.Here(
            thread: thread, person: person,
            reportedAt: noon.adding(milliseconds: day * 86_400_000),
            foundAt: end.map { noon.adding(milliseconds: $0 * 86_400_000) })
    }

    static func person(_ name: [UInt8]) -> Int? {
        switch name {
        case [UInt8(ascii: "7")]: 1
        case [UInt8(ascii: "8")]: 2
        default: nil
        }
    }

    private static let thread: ThreadID = {
        guard let thread = try? ThreadID("7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f") else {
            fatalError("a UUID names a thread")
        }
        return thread
    }()
}
