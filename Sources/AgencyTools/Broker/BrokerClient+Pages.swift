// SPDX-License-Identifier: Apache-2.0

package import Wire

extension BrokerClient {
    /// How many pages of one list are read before the program says that it is too long.
    static let largestPageCount = 10_000

    /// Reads a list page by page until it ends: `{"items":[…],"next":"<cursor>"}`.
    package mutating func list(
        _ path: String, _ parameters: [(String, String?)]
    ) async throws(ToolFailure) -> [JSONNode] {
        try await pages(path, parameters).flatMap { $0.list("items") }
    }

    /// Reads a list from where a cursor is.
    mutating func list(
        _ path: String, startingAt cursor: String
    ) async throws(ToolFailure) -> [JSONNode] {
        try await pages(path, [], from: cursor).flatMap { $0.list("items") }
    }

    /// Reads the pages of a list, with what each says beside its items.
    mutating func pages(
        _ path: String, _ parameters: [(String, String?)], from first: String? = nil
    ) async throws(ToolFailure) -> [JSONNode] {
        var pages: [JSONNode] = []
        var cursor = first
        for _ in 0..<Self.largestPageCount {
            let page = try await get(path, parameters + [("cursor", cursor)]).json()
            pages.append(page)
            guard let next = page.text("next") else { return pages }
            guard next != cursor else { break }
            cursor = next
        }
        throw ToolFailure(
            .unavailable, "The list at \(path) does not end; ask for less of it")
    }
}
