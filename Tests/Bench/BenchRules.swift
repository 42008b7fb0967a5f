// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// Under which rules a daemon of the bench judges.
enum BenchRules: String, ExpressibleByArgument, CaseIterable {
    /// The pack as it is shipped.
    case all
    /// Its first five rules alone.
    case five
    /// The pack as it is shipped, but for a decision that is due after a second: everything is missed.
    case missed

    /// The overlay's file; nil for the pack itself.
    fileprivate var overlay: String? {
        let head = """
            # SPDX-License-Identifier: Apache-2.0
            overlay: bench-\(rawValue)
            over: england-2026.1
            about: For measuring only
            source: The bench
            rules:

            """
        switch self {
        case .all: return nil
        case .five:
            let off = (6...28).map {
                "  - {id: R\($0), off: true, because: It is measured without}"
            }
            return head + off.joined(separator: "\n") + "\n"
        case .missed: return head + "  - {id: R2, limit: 1 second}\n"
        }
    }
}

extension Arena {
    /// Lays an overlay over the rules of the demonstration; the daemon must not run yet.
    func judge(by rules: BenchRules) throws {
        guard let overlay = rules.overlay else { return }
        try Data(overlay.utf8).write(to: URL(filePath: path("rules/bench.yaml")))
        let place = URL(filePath: path("baton.yaml"))
        let text = String(decoding: try Data(contentsOf: place), as: UTF8.self)
        let changed = text.replacing(
            "rules: rules/england-2026.1.yaml", with: "rules: rules/bench.yaml")
        guard changed != text else { throw BenchFailure.file(place.path) }
        try Data(changed.utf8).write(to: place)
    }
}
