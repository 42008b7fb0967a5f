// SPDX-License-Identifier: Apache-2.0

/// The data that comes with Baton: schemas, rule packs and calendars.
///
/// It has the shape of the source tree (`schemas`, `config/rules`, `config/calendars`) or, once
/// installed, the same without `config`.
package struct DataFolder: Sendable, Hashable {
    /// Where it stands.
    package let path: String

    /// Takes a folder; what is wrong with it shows when it is read.
    package init(_ path: String) { self.path = path }

    /// Whether the folder looks like ours: it holds schemas.
    var isPlausible: Bool { LocalFile.isFolder("\(path)/schemas") }

    /// The names of the calendars that are there.
    var calendarNames: [String] { names(in: calendars, ending: ".json") }

    /// The names of the schools' calendars that are there.
    var schoolCalendarNames: [String] { names(in: "\(calendars)/schools", ending: ".json") }

    /// The names of the rule packs that are there.
    var packNames: [String] { names(in: packs, ending: ".yaml") }

    /// The file of a calendar.
    func calendar(_ name: String) -> String { "\(calendars)/\(name).json" }

    /// The file of a school's calendar.
    func schoolCalendar(_ name: String) -> String { "\(calendars)/schools/\(name).json" }

    /// The file of a rule pack.
    func pack(_ name: String) -> String { "\(packs)/\(name).yaml" }

    private var calendars: String { folder("calendars") }
    private var packs: String { folder("rules") }

    private func folder(_ name: String) -> String {
        let installed = "\(path)/\(name)"
        return LocalFile.isFolder(installed) ? installed : "\(path)/config/\(name)"
    }

    private func names(in folder: String, ending: String) -> [String] {
        LocalFile.names(in: folder).filter { $0.hasSuffix(ending) }
            .map { String($0.dropLast(ending.count)) }
    }
}
