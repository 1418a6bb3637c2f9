using FsCheck;
using FsCheck.Fluent;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain.Tests.Municipalities;

public sealed class MunicipalityTests()
    : Specification<Municipality, IMunicipalityEvent, UnitFacts>(Municipality.Unknown, Municipality.Evolve, MunicipalityDecider.Decide)
{
    static readonly DateOnly LastYear = new(2024, 12, 31);
    static readonly DateOnly ThisYear = new(2025, 8, 31);
    static readonly DateOnly Between = new(2025, 3, 31);

    static readonly UnitFacts Goerlitz = new(
        UnitKind.Gemeinde, "Görlitz, Stadt", "Görlitz", UnitDesignation.GrosseKreisstadt, Ags.Parse("14626110"), Ars.Parse("146260110110"),
        "14626", null, 56_000, 6_752, LastYear);

    static readonly MunicipalityRegistered Registered = new(
        Goerlitz.Kind, Goerlitz.Name, Goerlitz.ShortName, Goerlitz.Designation, Goerlitz.Ags, Goerlitz.Ars,
        Goerlitz.District, Goerlitz.Association, Goerlitz.Population, Goerlitz.AreaHa, Goerlitz.AsOf, null);

    [Test]
    public void A_unit_seen_for_the_first_time_is_registered() => Given().When(Goerlitz).Then(Registered);

    [Test]
    public void The_same_file_again_is_nothing_new() => Given(Registered).When(Goerlitz).ThenNothing();

    [Test]
    public void A_newer_file_that_says_the_same_is_nothing_new() => Given(Registered).When(Goerlitz with { AsOf = ThisYear }).ThenNothing();

    [Test]
    public void An_older_file_that_says_the_same_is_nothing_new() =>
        Given(Registered).When(Goerlitz with { AsOf = new DateOnly(2023, 12, 31) }).ThenNothing();

    [Test]
    public void Another_name_is_recorded() =>
        Given(Registered)
            .When(Goerlitz with { Name = "Görlitz/Zhorjelc, Stadt", AsOf = ThisYear })
            .Then(new MunicipalityRenamed("Görlitz/Zhorjelc, Stadt", "Görlitz", UnitDesignation.GrosseKreisstadt, ThisYear));

    [Test]
    public void Another_key_is_recorded() =>
        Given(Registered)
            .When(Goerlitz with { Ars = Ars.Parse("146265201110"), AsOf = ThisYear })
            .Then(new KeyChanged(Ags.Parse("14626110"), Ars.Parse("146265201110"), "14626", ThisYear));

    [Test]
    public void Another_association_is_recorded() =>
        Given(Registered)
            .When(Goerlitz with { Association = UnitId.Parse("146265201"), AsOf = ThisYear })
            .Then(new AssociationChanged(UnitId.Parse("146265201"), ThisYear));

    [Test]
    public void Another_population_is_recorded() =>
        Given(Registered)
            .When(Goerlitz with { Population = 55_999, AsOf = ThisYear })
            .Then(new PopulationUpdated(55_999, 6_752, ThisYear));

    [Test]
    public void Each_difference_is_an_event_of_its_own() =>
        Given(Registered)
            .When(Goerlitz with { ShortName = "Görlitz an der Neiße", AreaHa = null, AsOf = ThisYear })
            .Then(
                new MunicipalityRenamed("Görlitz, Stadt", "Görlitz an der Neiße", UnitDesignation.GrosseKreisstadt, ThisYear),
                new PopulationUpdated(56_000, null, ThisYear));

    [Test]
    public void A_file_of_the_same_day_that_says_otherwise_is_recorded() =>
        Given(Registered)
            .When(Goerlitz with { Population = 55_999 })
            .Then(new PopulationUpdated(55_999, 6_752, LastYear));

    [Test]
    public void A_unit_does_not_change_its_kind() =>
        Given(Registered)
            .When(Goerlitz with { Kind = UnitKind.Verband, AsOf = ThisYear })
            .ThenRefused("unit-kind-changed");

    [Test]
    public void A_file_from_before_the_registration_is_refused() =>
        Given(Registered)
            .When(Goerlitz with { Population = 1, AsOf = new DateOnly(2023, 12, 31) })
            .ThenRefused("file-out-of-order");

    static IEnumerable<IMunicipalityEvent> Changes { get; } =
    [
        new MunicipalityRenamed("Görlitz", "Görlitz", UnitDesignation.Stadt, ThisYear),
        new KeyChanged(Ags.Parse("14626111"), Ars.Parse("146260110111"), "14626", ThisYear),
        new AssociationChanged(UnitId.Parse("146265201"), ThisYear),
        new PopulationUpdated(55_999, 6_752, ThisYear),
    ];

    [TestCaseSource(nameof(Changes))]
    public void A_file_from_before_the_last_change_is_refused(IMunicipalityEvent change) =>
        Given(Registered, change)
            .When(Goerlitz with { AsOf = Between })
            .ThenRefused("file-out-of-order");

    [FsCheck.NUnit.Property(Arbitrary = [typeof(FileStory)])]
    public bool A_file_applied_twice_records_nothing_the_second_time(FileStory story) =>
        MunicipalityDecider.Decide(story.Applied(story.Last), story.Last).Events.Count == 0;

    [FsCheck.NUnit.Property(Arbitrary = [typeof(FileStory)])]
    public bool An_accepted_file_is_what_is_known_afterwards(FileStory story) =>
        MunicipalityDecider.Decide(story.Past, story.Last) switch
        {
            { Refusal: not null } => true,
            { Events.Count: 0 } => story.Past.Facts == story.Last with { AsOf = story.Past.Facts!.AsOf },
            _ => story.Applied(story.Last).Facts == story.Last,
        };

    [FsCheck.NUnit.Property(Arbitrary = [typeof(FileStory)])]
    public bool What_is_known_never_grows_older(FileStory story) =>
        story.Past.Facts is not { } known || story.Applied(story.Last).Facts!.AsOf >= known.AsOf;

    [FsCheck.NUnit.Property(Arbitrary = [typeof(FileStory)])]
    public bool What_was_recorded_reads_back_from_the_log(FileStory story) =>
        story.Events.Select(Stored.Reread).Aggregate(Municipality.Unknown, Municipality.Evolve) == story.Past;

    /// <summary>Files that were applied one after the other, and one more that arrives now.</summary>
    public sealed record FileStory(IReadOnlyList<UnitFacts> Files, UnitFacts Last)
    {
        public IReadOnlyList<IMunicipalityEvent> Events => Files.Aggregate(
            (State: Municipality.Unknown, Events: new List<IMunicipalityEvent>()),
            (past, file) =>
            {
                var happened = MunicipalityDecider.Decide(past.State, file).Events.Cast<IMunicipalityEvent>().ToArray();
                return (happened.Aggregate(past.State, Municipality.Evolve), [.. past.Events, .. happened]);
            }).Events;

        public Municipality Past => Events.Aggregate(Municipality.Unknown, Municipality.Evolve);

        public Municipality Applied(UnitFacts file) =>
            MunicipalityDecider.Decide(Past, file).Events.Cast<IMunicipalityEvent>().Aggregate(Past, Municipality.Evolve);

        public static Arbitrary<FileStory> Stories()
        {
            var facts =
                from kind in Gen.Frequency((5, Gen.Constant(UnitKind.Gemeinde)), (1, Gen.Constant(UnitKind.Kreis)))
                from name in Gen.Elements("Görlitz, Stadt", "Görlitz")
                from designation in Gen.Elements(UnitDesignation.Stadt, UnitDesignation.GrosseKreisstadt)
                from ags in Gen.Elements<Ags?>(Ags.Parse("14626110"), Ags.Parse("14626111"), null)
                from district in Gen.Elements("14626", "14627", null)
                from association in Gen.Elements<UnitId?>(UnitId.Parse("146265201"), null)
                from population in Gen.Choose(1, 3)
                from area in Gen.Elements<int?>(6_751, 6_752, null)
                from asOf in Gen.Elements(LastYear, Between, ThisYear)
                select new UnitFacts(
                    kind, name, "Görlitz", designation, ags, Ars.Parse("146260110110"), district, association, population, area, asOf);
            var stories =
                from files in facts.ListOf()
                from last in Gen.Frequency((4, facts), (1, Repeated(files, facts)))
                select new FileStory([.. files], last);
            return stories.ToArbitrary();
        }

        static Gen<UnitFacts> Repeated(List<UnitFacts> files, Gen<UnitFacts> otherwise) =>
            files.Count == 0 ? otherwise : Gen.Elements(files.ToArray());
    }
}
