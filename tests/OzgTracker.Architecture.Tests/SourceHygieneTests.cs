namespace OzgTracker.Architecture.Tests;

public sealed class SourceHygieneTests
{
    [Test]
    public void The_source_is_finished() => Assert.That(Repository.Sources().SelectMany(ViolationsIn), Is.Empty);

    [TestCase("// TODO later")]
    [TestCase("// FIXME")]
    [TestCase("throw new NotImplementedException();")]
    [TestCase("throw new NotSupportedException();")]
    [TestCase("var now = DateTime.Now;")]
    [TestCase("var now = DateTime.UtcNow;")]
    [TestCase("var now = DateTimeOffset.UtcNow;")]
    [TestCase("try { Go(); } catch { }")]
    [TestCase("try { Go(); } catch (IOException) {\n}")]
    [TestCase("try { Go(); } catch (IOException e) when (e.HResult is (1 or 2)) { }")]
    public void What_is_not_finished_is_found(string source) => Assert.That(SourceHygiene.Violations(source).Count(), Is.EqualTo(1));

    [TestCase("var now = clock.GetUtcNow();")]
    [TestCase("try { Go(); } catch (IOException) { /* the file is gone already */ }")]
    [TestCase("try { Go(); } catch (IOException e) { Log(e); }")]
    public void What_is_finished_is_not(string source) => Assert.That(SourceHygiene.Violations(source), Is.Empty);

    [Test]
    public void The_line_is_named() =>
        Assert.That(SourceHygiene.Violations("class A\n{\n    // TODO\n}").Single(), Does.StartWith("line 3:"));

    static IEnumerable<string> ViolationsIn(string path) =>
        SourceHygiene.Violations(File.ReadAllText(Repository.Full(path))).Select(found => $"{path} {found}");
}
