package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// newCompletion stands in for the command of that name that cobra adds, which takes a shell that it
// does not know for a question about itself and exits 0.
func newCompletion(w *world) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completion script for bash, zsh, fish or powershell",
		Example: `  source <(soakgate completion bash)
  soakgate completion zsh > "${fpath[1]}/_soakgate"
  soakgate completion fish > ~/.config/fish/completions/soakgate.fish
  soakgate completion powershell | Out-String | Invoke-Expression`,
		Args:      exactly(1, "one shell: "+strings.Join(shells, ", ")),
		ValidArgs: shells,
		RunE: func(c *cobra.Command, args []string) error {
			if !slices.Contains(shells, args[0]) {
				return usage(fmt.Sprintf("no completion for %q: expected one of %s", args[0], strings.Join(shells, ", ")), "soakgate completion bash")
			}
			return w.write(outputFlags{}, func(dst io.Writer) error {
				switch root := c.Root(); args[0] {
				case "bash":
					return root.GenBashCompletionV2(dst, true)
				case "zsh":
					return root.GenZshCompletion(dst)
				case "fish":
					return root.GenFishCompletion(dst, true)
				default:
					return root.GenPowerShellCompletionWithDesc(dst)
				}
			})
		},
	}
}
