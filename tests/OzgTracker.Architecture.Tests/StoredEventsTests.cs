using System.Collections;
using System.Text.Json;
using OzgTracker.Domain;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Architecture.Tests;

public sealed class StoredEventsTests
{
    const string NeverChanges =
        "Stored names and shapes never change: the log holds them already. Give the new shape a new event with a new name.";

    const string OnlyAdded = $"{NeverChanges} Names and values are only added, at the end, with {Golden.Switch}=1.";

    static IEnumerable<string> EnumValues { get; } =
    [
        .. from type in typeof(IDomainEvent).Assembly.GetTypes()
           where type.IsEnum && DomainJson.Default.GetTypeInfo(type) is not null
           from value in Enum.GetValuesAsUnderlyingType(type).Cast<object>()
           select $"{type.Name} {JsonSerializer.Serialize(Enum.ToObject(type, value), type, DomainJson.Default)}",
    ];

    static IEnumerable<TestCaseData> Examples { get; } =
        [.. ExampleEvents.All.Select(example => new TestCaseData(example).SetArgDisplayNames(example.GetType().Name))];

    static IEnumerable<Type> EventTypes { get; } =
    [
        .. typeof(IDomainEvent).Assembly.GetTypes()
            .Where(type => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(IDomainEvent))),
    ];

    [TestCaseSource(nameof(EventTypes))]
    public void An_event_has_a_stored_name(Type happened) => Assert.That(DomainEvents.Names.Keys, Does.Contain(happened));

    [TestCaseSource(nameof(EventTypes))]
    public void An_event_has_a_stored_shape(Type happened) =>
        Assert.That(
            DomainJson.Default.GetTypeInfo(happened), Is.Not.Null, $"Add [JsonSerializable(typeof({happened.Name}))] to DomainJson.");

    [TestCaseSource(nameof(EventTypes))]
    public void The_stored_name_is_the_class_name_in_snake_case(Type happened) =>
        Assert.That(DomainEvents.Names.GetValueOrDefault(happened), Is.EqualTo(JsonNamingPolicy.SnakeCaseLower.ConvertName(happened.Name)));

    [TestCaseSource(nameof(EventTypes))]
    public void An_event_has_an_example(Type happened) =>
        Assert.That(
            ExampleEvents.All.Count(example => example.GetType() == happened),
            Is.EqualTo(1),
            $"Add an example with every member filled to {nameof(ExampleEvents)}.");

    [TestCaseSource(nameof(Examples))]
    public void An_example_fills_every_member(IDomainEvent example) => Assert.That(Empty(example, example.GetType().Name), Is.Empty);

    [TestCaseSource(nameof(Examples))]
    public void The_stored_shape_is_the_golden_one(IDomainEvent example) =>
        Assert.That(Golden.Json(example), Is.EqualTo(Golden.Read(Golden.FileOf(example), Golden.Json(example))), NeverChanges);

    [TestCaseSource(nameof(Examples))]
    public void The_golden_shape_is_still_read(IDomainEvent example)
    {
        var stored = Golden.Read(Golden.FileOf(example), Golden.Json(example));
        var reread = (IDomainEvent)JsonSerializer.Deserialize(stored, example.GetType(), DomainJson.Default)!;

        Assert.That(Golden.Json(reread), Is.EqualTo(stored));
    }

    [Test]
    public void Evidence_from_before_areas_were_kept_is_read_and_written_as_it_was()
    {
        const string Before = """{"source":"pvog","url":"https://service.example.de/","seenAt":"2025-09-01T08:30:15.25+02:00","assuranceLevel":"substantial"}""";
        var read = JsonSerializer.Deserialize<EvidenceRecorded>(Before, DomainJson.Default.Options)!;

        Assert.That((read.Area, JsonSerializer.Serialize(read, DomainJson.Default.Options)), Is.EqualTo(((string?)null, Before)));
    }

    [Test]
    public void The_stored_names_are_the_golden_ones() =>
        Assert.That(DomainEvents.Names.Values, Is.EqualTo(Golden.ReadLines(Golden.NamesFile, DomainEvents.Names.Values)), OnlyAdded);

    [Test]
    public void The_stored_values_of_enums_are_the_golden_ones() =>
        Assert.That(EnumValues, Is.EquivalentTo(Golden.ReadLines(Golden.ValuesFile, EnumValues)), OnlyAdded);

    [Test]
    public void No_two_events_share_a_name() => Assert.That(DomainEvents.Names.Values, Is.Unique);

    [Test]
    public void No_golden_file_is_left_without_its_event() =>
        Assert.That(
            Directory.EnumerateFiles(Golden.Folder, "*.json").Select(Path.GetFileNameWithoutExtension),
            Is.SubsetOf(DomainEvents.Names.Values),
            "An event that was stored once stays readable; bring its class back.");

    /// <summary>The members, and those of what they hold, that the example leaves out.</summary>
    static IEnumerable<string> Empty(object? value, string path) => value switch
    {
        null => [path],
        string text => text.Length == 0 ? [path] : [],
        IDictionary { Count: 0 } => [path],
        IEnumerable items => items.Cast<object?>().Select((item, index) => (item, index)).ToArray() is { Length: > 0 } some
            ? some.SelectMany(at => Empty(at.item, $"{path}[{at.index}]"))
            : [path],
        _ when value.GetType() is { IsValueType: false } type && type.Assembly == typeof(IDomainEvent).Assembly =>
            type.GetProperties()
                .Where(member => member.CanWrite)
                .SelectMany(member => Empty(member.GetValue(value), $"{path}.{member.Name}")),
        _ => [],
    };
}
