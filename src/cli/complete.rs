//! `onrecord completions` and `onrecord man`.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Args, Outcome};

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell to complete in
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut typed(), "onrecord", &mut script);
    out.write_all(&script)?;
    Ok(Outcome::Done)
}

/// The command line without what nobody types.
fn typed() -> clap::Command {
    let all = Args::command();
    let typed = all.get_subcommands().filter(|command| !command.is_hide_set()).cloned().collect::<Vec<_>>();
    clap::Command::new("onrecord").disable_help_subcommand(true).args(all.get_arguments().cloned()).subcommands(typed)
}

pub(super) fn man(out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut page)?;
    for command in typed().get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("onrecord {}", command.get_name());
        clap_mangen::Man::new(command.clone().bin_name(name)).render_description_section(&mut page)?;
        clap_mangen::Man::new(command.clone()).render_options_section(&mut page)?;
    }
    out.write_all(&page)?;
    Ok(Outcome::Done)
}
