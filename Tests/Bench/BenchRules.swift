// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Safeguarding

/// Under which rules a daemon of the bench judges.
enum BenchRules: String, ExpressibleByArgument, CaseIterable {
    /// The pack as it is shipped.
    case all
    /// Its first five rules alone.
    case five
    /// The pack as it is shipped, but for a decision that is due after a second: everything is missed.
    case missed

    /// The overlay's file; nil for the pack itself.
    fileprivate func overlay(over pack: RulePack) -> String? {
        let changes =
            switch self {
            case .all: ""
            case .five:
                pack.timescales.filter { Int($0.id.dropFirst()) ?? 0 > 5 }.map { rule in
                    let duty = rule.duty.map { "duty: \($0), " } ?? ""
                    return
                        "  - {id: \(rule.id), \(duty)off: true, because: It is measured without}\n"
                }.joined()
            case .missed: "  - {id: R2, limit: 1 second}\n"
            }
        guard !changes.isEmpty else { return nil }
        return """
            # SPDX-License-Identifier: Apache-2.0
            overlay: bench-\(rawValue)
            over: \(pack.name)
            about: For measuring only
            source: The bench
            rules:
            \(changes)
            """
    }
}

extension Arena {
    /// Lays an overlay over the rules of the demonstration; the daemon must not run yet.
    func judge(by rules: BenchRules) throws {
        let shipped = path("rules/england-2026.1.yaml")
        let pack = try RulePack(
            reading: String(contentsOf: URL(filePath: shipped), encoding: .utf8), file: shipped)
        guard let overlay = rules.overlay(over: pack) else { return }
        try Data(overlay.utf8).write(to: URL(filePath: path("rules/bench.yaml")))
        let place = URL(filePath: path("baton.yaml"))
        let text = String(decoding: try Data(contentsOf: place), as: UTF8.self)
        let changed = text.replacing(
            "rules: rules/england-2026.1.yaml", with: "rules: rules/bench.yaml")
        guard changed != text else { throw BenchFailure.file(place.path) }
        try Data(changed.utf8).write(to: place)
    }
}
