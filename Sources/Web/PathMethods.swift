// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Which methods each path has, for whoever asks with another (RFC 9110 section 15.5.6).
struct PathMethods: Sendable {
    private let paths: [(parts: [Substring], method: String)]

    init(of router: Router<CallContext>) {
        paths = router.routes.map { route in
            (Self.parts(of: route.path.description), route.method.rawValue)
        }
    }

    /// The methods of the paths that this one matches, in alphabetical order; none when nothing is
    /// there.
    func methods(at path: String) -> [String] {
        let parts = Self.parts(of: path)
        let methods = Set(paths.filter { Self.matches(parts, $0.parts) }.map(\.method))
        // The listener makes the one of the other.
        return methods.union(methods.contains("GET") ? ["HEAD"] : []).sorted()
    }

    /// All paths, in alphabetical order.
    var all: [String] {
        Set(paths.map { "/" + $0.parts.joined(separator: "/") }).sorted()
    }

    /// The parts of a path, or of the pattern of one.
    static func parts(of path: String) -> [Substring] {
        path.split(separator: "/").map { Substring(String($0)) }
    }

    /// Whether a path is one that a pattern stands for: `:name` and `{name}` stand for any part, `**` at the
    /// end for any rest.
    static func matches(_ parts: [Substring], _ pattern: [Substring]) -> Bool {
        if pattern.last == "**" {
            let start = pattern.dropLast()
            return parts.count > start.count && zip(parts, start).allSatisfy(matches)
        }
        return parts.count == pattern.count && zip(parts, pattern).allSatisfy(matches)
    }

    private static func matches(_ part: Substring, _ pattern: Substring) -> Bool {
        pattern.hasPrefix(":") || pattern.hasPrefix("{") || part == pattern
    }
}
